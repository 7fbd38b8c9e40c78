/**
 * Dots: one disc for each place, in one ink or coloured by its value; faint ones vanish with their value, so that
 * one sees into a ball of them, and their fourth number says which value is theirs; states by their phase. Draw: a = radius, rim of paper, opacity, whether faint;
 * b.xy = lean of the second plane; k.z = first value, m.x = first place.
 */
import { shader } from '../compose.ts'
import { colourText, pageText } from './page.wgsl.ts'

export function dotsText(): string {
  return shader`${pageText}
${colourText}
@group(0) @binding(4) var<storage, read> places: array<vec4f>;

struct Disc {
  @builtin(position) position: vec4f,
  @location(0) @interpolate(flat) colour: vec4f,
  // from its centre, and its radius
  @location(1) offset: vec2f,
  @location(2) @interpolate(flat) radius: f32,
  @location(3) pixel: vec2f,
}

fn disc(vertex: u32, place: vec3f, radius: f32, colour: vec4f) -> Disc {
  let offset = (2.0 * corner(vertex) - 1.0) * (radius + draw.a.y + 1.0);
  var made: Disc;
  made.position = clipped(vec3f(place.xy + offset, place.z - 0.007));
  made.colour = vec4f(fogged(colour.rgb, place.z), colour.a * draw.a.z);
  made.offset = offset;
  made.radius = radius;
  made.pixel = place.xy + offset;
  return made;
}

@vertex
fn byValue(@builtin(vertex_index) vertex: u32, @builtin(instance_index) i: u32) -> Disc {
  let place = places[draw.m.x + i];
  let value = values[draw.k.z + select(i, u32(place.w), draw.a.w > 0.5)];
  var share = 1.0;
  if (draw.a.w > 0.5) {
    share = shareOf(value);
    if (range[2] > 0.5) {
      share = abs(2.0 * share - 1.0);
    }
  }
  let faint = mix(0.08, 1.0, share * share);
  let radius = draw.a.x * mix(0.5, 1.0, share);
  return disc(vertex, placed(place.xyz), radius, vec4f(colourOf(value), faint));
}

// the phase of the larger of two planes, of which the second (w, z) leans on the first by b.xy
fn phaseOf(place: vec4f) -> f32 {
  let first = place.xy - draw.b.xy * place.w;
  let second = vec2f(place.w, place.z);
  let larger = select(second, first, dot(first, first) >= dot(second, second));
  if (dot(larger, larger) < 1e-24) {
    return 0.0;
  }
  return fract(atan2(larger.y, larger.x) / 6.2831853 + 1.0);
}

@vertex
fn byPhase(@builtin(vertex_index) vertex: u32, @builtin(instance_index) i: u32) -> Disc {
  let place = places[draw.m.x + i];
  return disc(vertex, placed(place.xyz), draw.a.x, vec4f(mapped(2u, phaseOf(place)), draw.ink.a));
}

@vertex
fn byInk(@builtin(vertex_index) vertex: u32, @builtin(instance_index) i: u32) -> Disc {
  return disc(vertex, placed(places[draw.m.x + i].xyz), draw.a.x, draw.ink);
}

@fragment
fn paint(disc: Disc) -> @location(0) vec4f {
  let beyond = length(disc.offset) - disc.radius;
  let inside = clamp(0.5 - beyond * draw.ratio, 0.0, 1.0);
  let cover = clamp(0.5 - (beyond - draw.a.y) * draw.ratio, 0.0, 1.0);
  if (cover <= 0.0 || isOutside(disc.pixel)) {
    discard;
  }
  return vec4f(mix(draw.paper.rgb, disc.colour.rgb, inside), disc.colour.a * cover);
}
`
}
