@group(0) @binding(0) var<storage, read> source: array<f32>;
@group(0) @binding(1) var<storage, read_write> found: array<f32>;

fn isnan32(x: f32) -> bool {
  return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u;
}

fn ordered32(a: f32, b: f32) -> bool {
  return !isnan32(a) && !isnan32(b);
}

fn above32(a: f32, b: f32) -> bool {
  return ordered32(a, b) && a > b;
}

fn differs32(a: f32, b: f32) -> bool {
  return !ordered32(a, b) || a != b;
}

fn keep32(y: f32, x: f32) -> f32 {
  return select(y, x, isnan32(x));
}

fn max32(a: f32, b: f32) -> f32 {
  return keep32(keep32(max(a, b), b), a);
}

var<workgroup> value: array<f32, 64>;
var<workgroup> place: array<u32, 64>;
var<workgroup> differ: array<u32, 64>;

@compute @workgroup_size(64)
fn largest(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) count: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let replica = workgroup.x + workgroup.y * count.x;
  if (replica >= 3u) {
    return;
  }
  let begin = 3u + replica * 40u;
  let first = source[begin];
  var best = first;
  var spot = 0u;
  var other = 0u;
  for (var i = lane; i < 40u; i += 64u) {
    let x = source[begin + i];

    if (above32(x, best)) {
      best = x;
      spot = i;
    }
    if (i > 0u && differs32(x, first)) {
      other = 1u;
    }

  }
  value[lane] = best;
  place[lane] = spot;
  differ[lane] = other;
  for (var half = 32u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
      let y = value[lane + half];

      if (above32(y, value[lane]) || (!differs32(y, value[lane]) && place[lane + half] < place[lane])) {
        value[lane] = y;
        place[lane] = place[lane + half];
      }
      differ[lane] |= differ[lane + half];

    }
  }
  if (lane == 0u) {
    let at = 3u + replica * 40u;

    found[at] = f32(place[0]);
    found[at + 1u] = f32(differ[0]);

  }
}
