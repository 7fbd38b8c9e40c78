/** What the page asks of its worker when texts are opened, changed, refused and mended. */
import { describe, expect, it } from 'vitest'
import { RefusedError, type Simulation } from '../../../demos/lab/client.ts'
import { runExperiments } from '../../../demos/lab/experiment.ts'
import type { Refusal, Source } from '../../../demos/lab/protocol.ts'

/** A worker that refuses texts with `bad` in them, and one without a network to change. */
function worker() {
  const asked: { kind: string; source: Source }[] = []
  let runs = false
  const ask = async (question: { kind: string; source: Source }) => {
    asked.push(question)
    await null
    if (question.kind === 'change' && !runs) throw new Error('a change needs a network')
    if (question.source.text.includes('bad'))
      throw new RefusedError({ message: 'bad', place: '', line: null, column: null })
    runs = true
    return { network: { populations: [] }, taken: 'numbers' }
  }
  const told: (string | Refusal | null)[] = []
  const running = runExperiments({
    simulation: { ask } as unknown as Simulation,
    opened: () => told.push('opened'),
    changed: () => told.push('changed'),
    refused: (refusal) => told.push(refusal?.message ?? null),
  })
  return { running, asked, told }
}

const source = (text: string): Source => ({ text, name: 'a.yaml' })

describe('an experiment on the page', () => {
  it('that was refused at first is opened once its text is mended', async () => {
    const { running, asked, told } = worker()
    expect(await running.open(source('bad'))).toBe(false)
    await running.change('still bad')
    await running.change('good')
    await running.change('better')
    expect(asked.map(({ kind }) => kind)).toEqual(['open', 'open', 'open', 'change'])
    expect(told).toEqual(['bad', 'bad', null, 'opened', null, 'changed'])
  })

  it('that is opened is not overwritten by a change of the one before, which still waits', async () => {
    const { running, asked } = worker()
    await running.open(source('one'))
    const changes = [running.change('two'), running.change('three')]
    await Promise.all([running.open(source('another')), ...changes])
    expect(running.source.text).toBe('another')
    expect(asked.map(({ source }) => source.text)).toEqual(['one', 'two', 'another'])
  })

  it('goes on while files come beside it, and only the newest text waits', async () => {
    const { running, asked } = worker()
    await running.open(source('one'))
    const first = running.change('two')
    await Promise.all([first, running.change('three'), running.change('four')])
    await running.beside({ 'w.npy': new Uint8Array(1) })
    await running.beside({ 'v.npy': new Uint8Array(1) })
    expect(asked.map(({ source }) => source.text)).toEqual(['one', 'two', 'four', 'four', 'four'])
    expect(Object.keys(running.source.files!)).toEqual(['w.npy', 'v.npy'])
    expect(asked.at(-1)!.source).toEqual(running.source)
  })
})
