/** Files beside an experiment: which ones its text names, what is said where they are missing, what has no symmetry. */
import { describe, expect, it } from 'vitest'
import { filesNamed, missingWords } from '../../../demos/lab/files.ts'
import { dragRemark } from '../../../demos/lab/hands.ts'

const text = `# not note.npy
connections: [{ from: a, to: a, kernel: { matrix: weights.npy } }]
inputs: [{ to: a, file: "data/frames.npy" }, { to: a, file: weights.npy }]
`

describe('files beside an experiment', () => {
  it('are those that its text names, comments left out', () => {
    expect(filesNamed(text)).toEqual(['weights.npy', 'data/frames.npy'])
  })

  it('are asked for where a link did not bring them', () => {
    const one = { 'weights.npy': new Uint8Array() }
    expect(missingWords({ text, name: 'x.yaml', files: one })).toBe(
      ' A link carries no files: drop data/frames.npy on this page.',
    )
    expect(
      missingWords({ text, name: 'x.yaml', files: { ...one, 'data/frames.npy': new Uint8Array() } }),
    ).toBe('')
  })
})

describe('a drag', () => {
  it('tells of weights without a symmetry, and of no others', () => {
    const kernel = (given: object) => ({ connections: [{ from: 'a', to: 'a', kernel: given }] })
    expect(dragRemark(kernel({ matrix: 'weights.npy' }))).toContain('order of the neurons')
    expect(dragRemark(kernel({ spectrum: { 1: 2 } }))).toBeNull()
    expect(dragRemark({})).toBeNull()
  })
})
