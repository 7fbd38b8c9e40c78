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
  @location(0) grid: vec2f,
  // depth, and 1 where the surface faces the eye, 0 on its rim
  @location(1) seen: vec2f,
}

// in CSS pixels, away from the eye as well
fn placeAt(row: u32, column: u32) -> vec3f {
  let at = 4u * (min(row, u32(draw.a.x) - 1u) * draw.m.y + min(column, draw.m.y - 1u));
  return placed(vec3f(vertices[at], vertices[at + 1u], vertices[at + 2u])) * vec3f(1.0, 1.0, draw.a.y);
}

fn facing(row: u32, column: u32) -> f32 {
  let along = placeAt(row + 1u, column) - placeAt(max(row, 1u) - 1u, column);
  let aside = placeAt(row, column + 1u) - placeAt(row, max(column, 1u) - 1u);
  let normal = cross(along, aside);
  let size = length(normal);
  return select(1.0, abs(normal.z) / size, size > 1e-9);
}

@vertex
fn span(@builtin(vertex_index) vertex: u32) -> Point {
  let at = 4u * vertex;
  let place = placed(vec3f(vertices[at], vertices[at + 1u], vertices[at + 2u]));
  var point: Point;
  point.position = clipped(place);
  point.grid = vec2f(vertices[at + 3u], vertices[4u * u32(draw.a.x) * draw.m.y + vertex]);
  point.seen = vec2f(place.z, facing(vertex / draw.m.y, vertex % draw.m.y));
  return point;
}

@fragment
fn byValue(point: Point) -> @location(0) vec4f {
  let rim = 1.0 - point.seen.y;
  let colour = mix(colourOf(between(point.grid)), draw.paper.rgb, 0.24 * rim * rim);
  return vec4f(fogged(colour, point.seen.x), 1.0);
}

@fragment
fn byInk(point: Point) -> @location(0) vec4f {
  let rim = 1.0 - point.seen.y;
  return vec4f(fogged(draw.ink.rgb, point.seen.x), draw.ink.a * (0.35 + 0.65 * rim * rim));
}
`
}
