/**
 * Lines: one quad for each piece, its edge smooth, its dashes even in pixels, joined along the bisector of the
 * two pieces so that no pixel is painted twice. Draw: a = width, opacity of the first vertex over the last's,
 * opacity, pixels to a unit of length; b = dash, gap, dash, gap; k = count, first, capacity.
 */
import { shader } from '../compose.ts'
import { pageText } from './page.wgsl.ts'

export function linesText(): string {
  return shader`${pageText}
// x, y, z, length so far; a line ends where it falls back
@group(0) @binding(1) var<storage, read> vertices: array<vec4f>;

struct Piece {
  @builtin(position) position: vec4f,
  @location(0) pixel: vec2f,
  @location(1) depth: f32,
  @location(2) @interpolate(flat) ends: vec4f,
  // normals of the cuts at both ends; 0 where a line begins or ends
  @location(3) @interpolate(flat) cuts: vec4f,
  @location(4) @interpolate(flat) lengths: vec2f,
  @location(5) @interpolate(flat) opacities: vec2f,
}

fn vertexAt(i: u32) -> vec4f {
  return vertices[(draw.k.y + i) % draw.k.z];
}

fn cut(before: vec2f, after: vec2f) -> vec2f {
  let sum = before + after;
  return select(after, normalize(sum), dot(sum, sum) > 0.3);
}

fn directionOf(tail: vec2f, to: vec2f) -> vec2f {
  let way = to - tail;
  let size = length(way);
  return select(vec2f(1.0, 0.0), way / size, size > 1e-6);
}

@vertex
fn stretch(@builtin(vertex_index) vertex: u32, @builtin(instance_index) i: u32) -> Piece {
  let tail = vertexAt(i);
  let to = vertexAt(i + 1u);
  var piece: Piece;
  if (to.w < tail.w) {
    piece.position = nowhere;
    return piece;
  }
  let start = placed(tail.xyz);
  let end = placed(to.xyz);
  let along = directionOf(start.xy, end.xy);
  let half = 0.5 * draw.a.x + 1.0;
  let at = corner(vertex);
  let side = vec2f(-along.y, along.x) * (2.0 * at.y - 1.0) * half;
  let place = mix(start, end, at.x) + vec3f(side + along * (2.0 * at.x - 1.0) * half, 0.0);
  piece.position = clipped(vec3f(place.xy, place.z - 0.006));
  piece.pixel = place.xy;
  piece.depth = place.z;
  piece.ends = vec4f(start.xy, end.xy);
  piece.cuts = vec4f();
  if (i > 0u) {
    let before = vertexAt(i - 1u);
    if (before.w <= tail.w) {
      let other = cut(directionOf(placed(before.xyz).xy, start.xy), along);
      piece.cuts = vec4f(other, 0.0, 0.0);
    }
  }
  if (i + 2u < draw.k.x) {
    let after = vertexAt(i + 2u);
    if (after.w >= to.w) {
      let other = cut(along, directionOf(end.xy, placed(after.xyz).xy));
      piece.cuts = vec4f(piece.cuts.xy, other);
    }
  }
  piece.lengths = vec2f(tail.w, to.w) * draw.a.w;
  let last = f32(max(draw.k.x, 2u) - 1u);
  piece.opacities = mix(vec2f(draw.a.y), vec2f(1.0), vec2f(f32(i), f32(i + 1u)) / last);
  return piece;
}

fn dashed(at: f32) -> f32 {
  let period = draw.b.x + draw.b.y + draw.b.z + draw.b.w;
  if (period <= 0.0) {
    return 1.0;
  }
  let phase = at - period * floor(at / period);
  let second = draw.b.x + draw.b.y;
  let edge = max(
    min(phase, draw.b.x - phase),
    min(phase - second, second + draw.b.z - phase),
  );
  return clamp(edge * draw.ratio + 0.5, 0.0, 1.0);
}

@fragment
fn paint(piece: Piece) -> @location(0) vec4f {
  let start = piece.ends.xy;
  let end = piece.ends.zw;
  if (isOutside(piece.pixel)
    || dot(piece.pixel - start, piece.cuts.xy) < 0.0
    || (any(piece.cuts.zw != vec2f()) && dot(piece.pixel - end, piece.cuts.zw) >= 0.0)) {
    discard;
  }
  let way = end - start;
  let share = clamp(dot(piece.pixel - start, way) / max(dot(way, way), 1e-12), 0.0, 1.0);
  let beyond = distance(piece.pixel, mix(start, end, share)) - 0.5 * draw.a.x;
  let cover = clamp(0.5 - beyond * draw.ratio, 0.0, 1.0) * dashed(mix(piece.lengths.x, piece.lengths.y, share));
  let opacity = draw.ink.a * draw.a.z * mix(piece.opacities.x, piece.opacities.y, share) * cover;
  if (opacity <= 0.0) {
    discard;
  }
  return vec4f(fogged(draw.ink.rgb, piece.depth), opacity);
}
`
}
