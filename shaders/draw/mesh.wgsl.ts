/**
 * Mesh: a surface of rows x columns vertices, coloured pixel by pixel by values on a grid or in one ink that is
 * stronger where the surface is seen from its side. Draw: m.y = columns of the mesh, a.x = its rows, a.y = pixels
 * from near to far.
 */
import { shader } from '../compose.ts'
import { colourText, gridText, pageText } from './page.wgsl.ts'

export function meshText(): string {
  return shader`${pageText}
${colourText}
${gridText}
// vertices of (x, y, z, row of the grid), then their columns of the grid
@group(0) @binding(4) var<storage, read> vertices: array<f32>;

struct Point {
  @builtin(position) position: vec4f,
  // CSS pixels, away from the eye as well
  @location(0) place: vec3f,
  @location(1) grid: vec2f,
  @location(2) depth: f32,
}

@vertex
fn span(@builtin(vertex_index) vertex: u32) -> Point {
  let columns = draw.m.y;
  let quad = vertex / 6u;
  let turn = vertex % 6u;
  // two triangles: 0 1 2, 2 1 3
  let which = select(turn, 5u - turn, turn >= 3u) + select(0u, 1u, turn >= 3u);
  let row = quad / (columns - 1u) + (which >> 1u);
  let column = quad % (columns - 1u) + (which & 1u);
  let at = row * columns + column;
  let place = placed(vec3f(vertices[4u * at], vertices[4u * at + 1u], vertices[4u * at + 2u]));
  let all = u32(draw.a.x) * columns;
  var point: Point;
  point.position = clipped(place);
  point.place = vec3f(place.xy, place.z * draw.a.y);
  point.grid = vec2f(vertices[4u * at + 3u], vertices[4u * all + at]);
  point.depth = place.z;
  return point;
}

// 1 where the surface faces the eye, 0 on its rim
fn facing(point: Point) -> f32 {
  let across = cross(dpdx(point.place), dpdy(point.place));
  return abs(across.z) / max(length(across), 1e-12);
}

@fragment
fn byValue(point: Point) -> @location(0) vec4f {
  let rim = 1.0 - facing(point);
  let colour = mix(colourOf(between(point.grid)), draw.paper.rgb, 0.34 * rim * rim);
  return vec4f(fogged(colour, point.depth), 1.0);
}

@fragment
fn byInk(point: Point) -> @location(0) vec4f {
  let rim = 1.0 - facing(point);
  return vec4f(fogged(draw.ink.rgb, point.depth), draw.ink.a * (0.35 + 0.65 * rim * rim));
}
`
}
