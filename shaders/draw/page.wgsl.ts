/**
 * What every drawing shader begins with: where the scene stands on the canvas, its paper and ink, and the numbers
 * of one drawing (a, b, c, k, m), which each shader reads in its own way. Places are CSS pixels, x right, y down.
 */
export const pageText = `struct Draw {
  // scene to CSS pixels and a depth, 0 near ... 1 far
  view: mat4x4f,
  // left, top, right, bottom: nothing is painted outside
  clip: vec4f,
  paper: vec4f,
  ink: vec4f,
  // CSS pixels
  size: vec2f,
  // device pixels to one of them
  ratio: f32,
  // how much of the paper lies over what is farthest
  fog: f32,
  a: vec4f,
  b: vec4f,
  c: vec4f,
  k: vec4u,
  m: vec4u,
}

@group(0) @binding(0) var<uniform> draw: Draw;

fn placed(point: vec3f) -> vec3f {
  return (draw.view * vec4f(point, 1.0)).xyz;
}

fn clipped(place: vec3f) -> vec4f {
  return vec4f(2.0 * place.x / draw.size.x - 1.0, 1.0 - 2.0 * place.y / draw.size.y, place.z, 1.0);
}

fn isOutside(place: vec2f) -> bool {
  return any(place < draw.clip.xy) || any(place > draw.clip.zw);
}

fn fogged(colour: vec3f, depth: f32) -> vec3f {
  return mix(colour, draw.paper.rgb, draw.fog * smoothstep(0.3, 0.95, depth));
}

const nowhere = vec4f(2.0, 2.0, 2.0, 1.0);

fn corner(vertex: u32) -> vec2f {
  return vec2f(f32(vertex & 1u), f32(vertex >> 1u));
}
`

/** From values to colours: draw.m.z is the theme. */
export const colourText = `// [theme][sequential, diverging, cyclic][256]
@group(0) @binding(1) var<storage, read> palette: array<vec4f>;
// low, high, whether it diverges, and what was last seen
@group(0) @binding(2) var<storage, read> range: array<f32>;
@group(0) @binding(3) var<storage, read> values: array<f32>;

fn shareOf(value: f32) -> f32 {
  return clamp((value - range[0]) / max(range[1] - range[0], 1e-30), 0.0, 1.0);
}

fn mapped(map: u32, share: f32) -> vec3f {
  let at = 255.0 * share;
  let first = min(u32(at), 254u);
  let start = (3u * draw.m.z + map) * 256u + first;
  return mix(palette[start].rgb, palette[start + 1u].rgb, at - f32(first));
}

fn colourOf(value: f32) -> vec3f {
  return mapped(select(0u, 1u, range[2] > 0.5), shareOf(value));
}
`

/** A grid of values, read between its cells: k = rows, columns, first, the row drawn as row 0; m.x: bits below. */
export const gridText = `const wrapsRows = 1u;
const wrapsColumns = 2u;
const smoothRows = 4u;
const smoothColumns = 8u;
const cubic = 16u;

fn along(index: i32, length: u32, wraps: bool) -> u32 {
  let n = i32(length);
  return u32(select(clamp(index, 0, n - 1), (index % n + n) % n, wraps));
}

fn rowStart(row: i32) -> u32 {
  let r = along(row, draw.k.x, (draw.m.x & wrapsRows) != 0u);
  return draw.k.z + (r + draw.k.w) % draw.k.x * draw.k.y;
}

fn columnAt(column: i32) -> u32 {
  return along(column, draw.k.y, (draw.m.x & wrapsColumns) != 0u);
}

// Catmull and Rom's cubic through four values
fn weights(t: f32) -> vec4f {
  let s = t * t;
  let c = s * t;
  return 0.5 * vec4f(-c + 2.0 * s - t, 3.0 * c - 5.0 * s + 2.0, -3.0 * c + 4.0 * s + t, c - s);
}

fn between(place: vec2f) -> f32 {
  let smoothed = vec2<bool>((draw.m.x & smoothRows) != 0u, (draw.m.x & smoothColumns) != 0u);
  let at = select(round(place), place, smoothed);
  let low = floor(at);
  let part = at - low;
  let i = i32(low.x);
  let j = i32(low.y);
  if ((draw.m.x & cubic) != 0u) {
    let across = weights(part.y);
    let down = weights(part.x);
    var sum = 0.0;
    let c = vec4u(columnAt(j - 1), columnAt(j), columnAt(j + 1), columnAt(j + 2));
    for (var k = 0; k < 4; k++) {
      let r = rowStart(i + k - 1);
      let four = vec4f(values[r + c.x], values[r + c.y], values[r + c.z], values[r + c.w]);
      sum += down[k] * dot(across, four);
    }
    return sum;
  }
  let c = vec2u(columnAt(j), columnAt(j + 1));
  let r = vec2u(rowStart(i), rowStart(i + 1));
  return mix(
    mix(values[r.x + c.x], values[r.x + c.y], part.y),
    mix(values[r.y + c.x], values[r.y + c.y], part.y),
    part.x,
  );
}
`
