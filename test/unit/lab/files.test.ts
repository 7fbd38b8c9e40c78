/** Files beside an experiment: which ones its text names, what is said where they are missing, what has no symmetry. */
import { describe, expect, it } from 'vitest'
import { besideWords, filesNamed, missingWords } from '../../../demos/lab/files.ts'
import { dragRemark } from '../../../demos/lab/hands.ts'

const text = `# not note.npy
connections: [{ from: a, to: a, kernel: { matrix: weights.npy } }]
inputs: [{ to: a, file: "data/frames.npy" }, { to: a, file: weights.npy }]
`

describe('files beside an experiment', () => {
  it('are those that its text names, comments left out', () => {
    expect(filesNamed(text)).toEqual(['weights.npy', 'data/frames.npy'])
  })

  it('are asked for where a link did not bring them, and only where that was the fault', () => {
    const source = { text, name: 'x.yaml', files: { 'weights.npy': new Uint8Array() } }
    expect(missingWords(source, 'expected a file, received "data/frames.npy"')).toBe(
      'The experiment reads data/frames.npy, which no link carries: drop the file on this page.',
    )
    expect(missingWords(source, 'expected a number')).toBeNull()
    const whole = { ...source, files: { ...source.files, 'data/frames.npy': new Uint8Array() } }
    expect(missingWords(whole, 'shape of "data/frames.npy"')).toBeNull()
  })

  it('are told of as read where the text names them already', () => {
    expect(besideWords(['weights.npy'], text)).toBe('The experiment reads weights.npy now')
    expect(besideWords(['other.npy'], text)).toContain('can name other.npy')
    expect(besideWords(['image.png'], text)).toContain('nothing here reads image.png')
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
