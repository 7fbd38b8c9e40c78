/**
 * Field: every pixel of a box looks up its own value on a grid (a sheet, a strip of cells, the ring of rows of a
 * heat map). Draw: a = box, b.xyz and c.xyz = pixels to row and column, b.w and c.w = where cells end and
 * whether there is a hexagon, ink = its centre and inradius.
 */
import { shader } from '../compose.ts'
import { colourText, gridText, pageText } from './page.wgsl.ts'

export function fieldText(): string {
  return shader`${pageText}
${colourText}
${gridText}
@vertex
fn spread(@builtin(vertex_index) vertex: u32) -> @builtin(position) vec4f {
  return clipped(vec3f(mix(draw.a.xy, draw.a.zw, corner(vertex)), 0.999));
}

// of the cell of a lattice with vectors at 0 and 120 degrees; negative inside
fn beyondHexagon(offset: vec2f) -> f32 {
  let up = 0.8660254 * offset.y;
  return max(abs(offset.x), max(abs(0.5 * offset.x - up), abs(0.5 * offset.x + up))) - draw.ink.z;
}

@fragment
fn paint(@builtin(position) at: vec4f) -> @location(0) vec4f {
  let pixel = at.xy / draw.ratio;
  let place = vec2f(dot(draw.b.xy, pixel) + draw.b.z, dot(draw.c.xy, pixel) + draw.c.z);
  let nearest = round(place);
  if (isOutside(pixel) || nearest.x * f32(draw.k.y) + nearest.y > draw.b.w) {
    discard;
  }
  var colour = colourOf(between(place));
  if (draw.c.w > 0.0) {
    let beyond = beyondHexagon(pixel - draw.ink.xy);
    colour = mix(colour, draw.paper.rgb, 0.86 * clamp(beyond * draw.ratio + 0.5, 0.0, 1.0));
  }
  return vec4f(colour, 1.0);
}
`
}
