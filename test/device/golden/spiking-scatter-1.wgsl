// how many fired, then of each its place among the sites of all replicas and its spikes
@group(0) @binding(0) var<storage, read> events: array<u32>;
@group(0) @binding(1) var<storage, read> places: array<u32>;
@group(0) @binding(2) var<storage, read> weights: array<i32>;
// [slot][replica][site]
@group(0) @binding(3) var<storage, read_write> ring: array<atomic<i32>>;

fn shifted(site: u32, element: u32) -> u32 {
  var result = 0u;
  result += 1u * ((site / 1u % 32u + element / 1u % 32u) % 32u);
  return result;
}

@compute @workgroup_size(64)
fn scatter(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) count: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let turns = events[0] * 1u;
  for (var turn = workgroup.x + workgroup.y * count.x; turn < turns; turn += count.x * count.y) {
    let event = 1u + 2u * (turn / 1u);
    let source = events[event];
    let spikes = i32(events[event + 1u]);
    let site = source % 32u;
    let base = source / 32u * 32u;
    let first = turn % 1u * 256u;

    let begin = first;
    let end = min(first + 256u, 20u);

    for (var k = begin + lane; k < end; k += 64u) {
      let to = shifted(site, places[k]);
      let slot = 0u;
      atomicAdd(&ring[slot * 64u + base + to], spikes * weights[k]);
    }
  }
}
