/** Numbers of one computing pass before a drawing, which each shader reads in its own way. */
export const jobText = `struct Job {
  k: vec4u,
  m: vec4u,
  a: vec4f,
}

@group(0) @binding(0) var<uniform> job: Job;
`
