import { describe, expect, it } from 'vitest'
import { InputError } from '../../../src/errors.ts'
import { formatPath, getPath, parsePath } from '../../../src/experiment/path.ts'
import { applySet, parseAssignment } from '../../../src/experiment/set.ts'

describe('a path', () => {
  it.each([
    ['simulation.dt', ['simulation', 'dt']],
    ['connections[0].kernel', ['connections', 0, 'kernel']],
    ['connections.0.kernel.spectrum.0,1', ['connections', '0', 'kernel', 'spectrum', '0,1']],
    ['connections[0].kernel.spectrum."1,0"', ['connections', 0, 'kernel', 'spectrum', '1,0']],
    ['spectrum."0.5"', ['spectrum', '0.5']],
    ['spectrum.1 x 3,1', ['spectrum', '1 x 3,1']],
    ['a.von-mises.kappa', ['a', 'von-mises', 'kappa']],
    ['a[0][12]', ['a', 0, 12]],
    ['a."say \\"x\\""', ['a', 'say "x"']],
  ])('%s has its pieces', (text, path) => {
    expect(parsePath(text)).toEqual(path)
    expect(parsePath(formatPath(path))).toEqual(path)
  })

  it.each(['', '.', 'a.', '.a', 'a..b', 'a[', 'a[x]', 'a["b"]', 'a."b', 'a."\\q"'])('%j is none', (text) => {
    expect(() => parsePath(text)).toThrow(InputError)
  })

  it('finds what stands there, and nothing that does not', () => {
    const data = { a: [{ 'b.c': 5 }], length: 2 }
    expect(getPath(data, 'a[0]."b.c"')).toBe(5)
    expect(getPath(data, 'a.0."b.c"')).toBe(5)
    expect(getPath(data, 'a.length')).toBeUndefined()
    expect(getPath(data, 'toString')).toBeUndefined()
    expect(getPath(data, 'length.x')).toBeUndefined()
  })
})

describe('--set', () => {
  const experiment = {
    title: 'a',
    connections: [{ kernel: { spectrum: { '1,0': 2, '0.5': 1 } } }],
    simulation: { replicas: 4 },
  }

  it.each([
    ['connections.0.kernel.spectrum."1,0"=2.5', 'connections[0].kernel.spectrum."1,0"', 2.5],
    ['connections.0.kernel.spectrum.1,0=-1e-3', 'connections[0].kernel.spectrum."1,0"', -1e-3],
    ['connections[0].kernel.spectrum."0.5"=3', 'connections[0].kernel.spectrum."0.5"', 3],
    ['simulation.method=rk4', 'simulation.method', 'rk4'],
    ['title="two words = three"', 'title', 'two words = three'],
    ['title=two words', 'title', 'two words'],
    ['title=', 'title', ''],
    ['record.quantities=["order"]', 'record.quantities', ['order']],
    ['record.quantities=[order, mean]', 'record.quantities', ['order', 'mean']],
    ['simulation.initial={random: 0.1}', 'simulation.initial', { random: 0.1 }],
    ['noise.sigma=0.1', 'noise.sigma', 0.1],
    ['inputs=[]', 'inputs', []],
    ['simulation.seed = 7', 'simulation.seed', 7],
  ])('%s', (assignment, path, value) => {
    expect(getPath(applySet(experiment, assignment), path)).toEqual(value)
  })

  it('leaves the experiment that it was given alone, and what it does not name', () => {
    const before = structuredClone(experiment)
    const after = applySet(experiment, 'connections.0.kernel.spectrum."1,0"=9')
    expect(experiment).toEqual(before)
    expect(getPath(after, 'connections[0].kernel.spectrum."0.5"')).toBe(1)
    expect(getPath(after, 'simulation.replicas')).toBe(4)
  })

  it.each([
    [
      'simulation.dt',
      '--set: expected path=value, received "simulation.dt". Write for example simulation.dt=0.01',
    ],
    ['inputs=[1', '--set: expected a JSON value, received "[1". Close every bracket and quote'],
    [
      'title.x=1',
      'title: expected a mapping or a list, to set x in it, received "a". Set the whole entry instead',
    ],
    [
      'connections.1.scale=2',
      'connections.1: expected an index of 0 to 0, received "1". Set the whole entry 1 to make the list longer',
    ],
    ['simulation[0]=2', 'simulation[0]: expected a list, received a mapping'],
    ['simulation.__proto__.x=2', 'simulation.__proto__: expected an ordinary key, received "__proto__"'],
  ])('%s is refused', (assignment, message) => {
    expect(() => applySet(experiment, assignment)).toThrow(
      expect.objectContaining({ name: 'InputError', message }),
    )
  })

  it('makes a list longer by its next entry, set whole', () => {
    const connection = { from: 'b', to: 'b' }
    const more = applySet(experiment, `connections.1=${JSON.stringify(connection)}`)
    expect((more as typeof experiment).connections).toEqual([...experiment.connections, connection])
    expect(applySet(experiment, 'inputs.0={"to":"b","constant":1}')).toEqual({
      ...experiment,
      inputs: [{ to: 'b', constant: 1 }],
    })
    expect(experiment.connections).toHaveLength(1)
  })

  it('splits at the first equals sign outside quotes', () => {
    expect(parseAssignment('a."b=c"=d=e')).toEqual({ path: ['a', 'b=c'], value: 'd=e' })
  })
})
