/** What the page does when engines come and go. */
import { expect, it } from 'vitest'
import { heardBy } from '../../../demos/lab/heard.ts'
import type { Stage } from '../../../demos/lab/stage.ts'
import type { Transport } from '../../../demos/lab/transport.ts'

function page(backend: 'auto' | 'cpu') {
  const [shown, done] = [new Map<string, { text: string; act?: () => void }>(), [] as string[]]
  const hear = heardBy({
    notices: {
      say() {},
      warn: (key, text, action) => shown.set(key, { text, ...(action && { act: action.act }) }),
      clear: (key) => shown.delete(key),
    },
    stage: () => ({ reopen: () => done.push('reopen') }) as unknown as Stage,
    transport: () => ({ engine: (name: string) => done.push(name) }) as unknown as Transport,
    backend,
    reset() {},
    retry: () => done.push('retry'),
    fault() {},
  })
  return { hear, shown, done }
}

it('offers the way back to the GPU for as long as the reference engine runs, and gives views new canvases', () => {
  const { hear, shown, done } = page('auto')
  hear({ kind: 'begun', backend: 'webgpu', device: 'a GPU', why: '' })
  expect([...shown.keys()]).toEqual([])
  hear({ kind: 'lost', reason: 'unplugged' })
  hear({ kind: 'recovered', backend: 'cpu', device: 'reference', said: 'on the CPU: no adapter' })
  expect([...shown.keys()]).toEqual(['engine'])
  expect(shown.get('engine')!.text).toContain('no adapter')
  shown.get('engine')!.act!()
  expect(done).toEqual(['a GPU', 'reference engine', 'reopen', 'retry'])
  hear({ kind: 'begun', backend: 'webgpu', device: 'a GPU', why: '' })
  expect([...shown.keys()]).toEqual([])
  expect(done.slice(4)).toEqual(['a GPU', 'reopen'])
})

it('says nothing of an engine that was asked for', () => {
  const { hear, shown } = page('cpu')
  hear({ kind: 'begun', backend: 'cpu', device: 'reference', why: 'asked for' })
  expect([...shown.keys()]).toEqual([])
})
