/**
 * Words: a piece of a picture of text beside a place, in one ink, paper round them; no fog, since words are to be
 * read. Draw: a = shift and size in CSS pixels,
 * b = piece of the picture, c.xyz = place in the scene, c.w = 1 where that is the canvas itself.
 */
import { shader } from '../compose.ts'
import { pageText } from './page.wgsl.ts'

export function wordsText(): string {
  return shader`${pageText}
@group(0) @binding(1) var picture: texture_2d<f32>;
@group(0) @binding(2) var near: sampler;

struct Word {
  @builtin(position) position: vec4f,
  @location(0) at: vec2f,
}

@vertex
fn write(@builtin(vertex_index) vertex: u32) -> Word {
  let place = select(placed(draw.c.xyz).xy, draw.c.xy, draw.c.w > 0.5);
  // device pixels, whole ones: text stays sharp
  let start = round((place + draw.a.xy) * draw.ratio) / draw.ratio;
  var word: Word;
  word.position = clipped(vec3f(start + draw.a.zw * corner(vertex), 0.0));
  word.at = mix(draw.b.xy, draw.b.zw, corner(vertex));
  return word;
}

@fragment
fn paint(word: Word) -> @location(0) vec4f {
  // alpha: letter or paper round it; red: the letter's part of that
  let piece = textureSample(picture, near, word.at);
  let share = select(0.0, piece.r / piece.a, piece.a > 0.0);
  let colour = mix(draw.paper.rgb, draw.ink.rgb, share);
  return vec4f(colour, draw.ink.a * piece.a);
}
`
}
