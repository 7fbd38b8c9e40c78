/** The command line as a person and a script meet it: exit codes, what stands where, files whole. */
import { spawn } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type NpyArray, writeNpy } from '../../src/io/npy.ts'
import { readNpz } from '../../src/io/npz.ts'
import { version } from '../../src/io/version.ts'
import { build, command, environment, goldstone, root } from './goldstone.ts'

const cwd = mkdtempSync(join(tmpdir(), 'goldstone-cli-'))

const ring = (more = '') => `
goldstone: 1
title: A ring
populations: { ring: { space: { group: "SO(2)", samples: 33 }, model: rate, transfer: erf } }
connections: [{ from: ring, to: ring, kernel: { spectrum: { "1": 2 } } }]
simulation: { dt: 0.1, duration: 30, replicas: 3, seed: 5, initial: { random: 0.5 } }
record: { every: 10, quantities: [activity, order, position] }
${more}`

beforeAll(() => {
  build()
  writeFileSync(join(cwd, 'ring.yaml'), ring())
  writeFileSync(
    join(cwd, 'long.yaml'),
    ring().replace('duration: 30', 'duration: 1e7').replace('every: 10', 'every: 1e6'),
  )
  writeFileSync(
    join(cwd, 'diverging.yaml'),
    ring().replace('transfer: erf', 'transfer: linear').replace('duration: 30', 'duration: 3000'),
  )
  writeFileSync(join(cwd, 'broken.yaml'), ring('tilte: x'))
  writeFileSync(join(cwd, 'v4.json'), '{ "generators": [[1, 0, 2, 3], [0, 1, 3, 2]] }')
  writeFileSync(join(cwd, 'c2.yaml'), 'cayley: [[0, 1], [1, 0]]\n')
}, 300_000)

afterAll(() => rmSync(cwd, { recursive: true, force: true }))

const call = (...parameters: string[]) => goldstone(parameters, { cwd })

describe('run', () => {
  it('writes the whole folder and prints one document', async () => {
    const { code, out, err } = await goldstone(['run', 'ring.yaml', '--out', 'a/b', '--json'], {
      cwd,
      env: { VK_DRIVER_FILES: '/nowhere.json' },
    })
    expect(code).toBe(0)
    expect(err).toMatch(
      /^Backend cpu, the reference engine: no .*; goldstone devices says what to install\.\n$/,
    )
    const told = JSON.parse(out)
    expect(told).toMatchObject({
      title: 'A ring',
      status: 'ok',
      backend: 'cpu',
      plan: ['low-rank'],
      steps: 300,
      replicas: 3,
      neurons: 33,
    })
    expect(told.wallSeconds).toBeGreaterThan(0)
    expect(told.neuronStepsPerSecond).toBeGreaterThan(0)
    const final = told.final.ring
    expect(final.emits).toBe('rate')
    for (const values of [final.mean, final.max, final.order['1'], final.position])
      expect(values).toHaveLength(3)
    for (const rms of final.order['1']) expect(rms).toBeCloseTo(2.386013 / Math.SQRT2, 5)
    for (const file of told.files) expect(statSync(file).size).toBeGreaterThan(100)

    const folder = join(cwd, 'a', 'b')
    const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))
    expect(manifest).toMatchObject({ format: 1, seed: 5, backend: 'cpu', versions: { goldstone: version } })
    expect(manifest.hash).toMatch(/^[0-9a-f]{64}$/)
    expect(manifest.plan[0].why.length).toBeGreaterThan(10)
    expect(manifest.experiment.simulation.method).toBe('heun')
    for (const { name, bytes } of manifest.files) expect(statSync(join(folder, name)).size).toBe(bytes)
    const arrays = readNpz(readFileSync(join(folder, 'recording.npz')))
    expect([...arrays.keys()]).toEqual(manifest.arrays.map(({ name }: { name: string }) => name))
    for (const { name, shape } of manifest.arrays) expect(arrays.get(name)!.shape).toEqual(shape)
    expect(arrays.get('ring.activity')!.shape).toEqual([31, 3, 33])
    expect(arrays.get('ring.final')!.shape).toEqual([3, 1, 33])
    expect(readFileSync(join(folder, 'picture.svg'), 'utf8')).toContain('</text>')
    expect(readdirSync(join(cwd, 'a'))).toEqual(['b'])
  })

  it('repeats itself to the last bit, from the resolved experiment too', async () => {
    await call('run', 'ring.yaml', '--out', 'first', '--json')
    const again = await call('run', join('first', 'experiment.yaml'), '--out', 'second', '--json')
    expect(again.code).toBe(0)
    const read = (name: string) => readFileSync(join(cwd, name, 'recording.npz'))
    expect(read('first').equals(read('second'))).toBe(true)
    const hash = (name: string) => JSON.parse(readFileSync(join(cwd, name, 'manifest.json'), 'utf8')).hash
    expect(hash('first')).toBe(hash('second'))
  })

  it('tells a person in 80 columns, without colour, and writes beside the caller', async () => {
    const { code, out } = await call('run', 'ring.yaml', '--backend', 'cpu', '--set', 'simulation.replicas=2')
    expect(code).toBe(0)
    expect(out).toContain('2 replicas')
    expect(out).toContain('1.687166')
    expect(out).not.toContain('\u001b')
    for (const line of out.split('\n')) expect([...line].length).toBeLessThanOrEqual(80)
    expect(existsSync(join(cwd, 'goldstone-runs', 'ring', 'manifest.json'))).toBe(true)
  })

  it('under npm begins at the folder where npm was called', async () => {
    const away = join(cwd, 'away')
    mkdirSync(away, { recursive: true })
    writeFileSync(join(away, 'ring.yaml'), ring())
    const env = {
      INIT_CWD: away,
      npm_lifecycle_event: 'goldstone',
      npm_package_json: join(root, 'package.json'),
    }
    const { code, out } = await goldstone(['run', 'ring.yaml', '--json'], { cwd: root, env })
    expect(code).toBe(0)
    expect(JSON.parse(out).out).toBe(join(away, 'goldstone-runs', 'ring'))
  })

  it('shows with --dry-run what it would do, and writes nothing', async () => {
    const before = readdirSync(cwd)
    const person = await call('run', 'ring.yaml', '--dry-run', '--out', 'dry')
    expect(person.code).toBe(0)
    expect(person.out).toContain('low-rank')
    expect(person.out).toContain('goldstone: 1')
    const script = await call('run', 'ring.yaml', '--dry-run', '--json')
    const told = JSON.parse(script.out)
    expect(told).toMatchObject({
      status: 'dry-run',
      plan: ['low-rank'],
      steps: 300,
      experiment: { goldstone: 1 },
    })
    expect(told.memory.total).toBeGreaterThan(0)
    expect(told.expectedSeconds).toBeGreaterThan(0)
    expect(readdirSync(cwd)).toEqual(before)
  })

  it('exits 1 when the experiment diverges, with the document and the files all the same', async () => {
    const { code, out, err } = await call('run', 'diverging.yaml', '--out', 'diverged', '--json')
    expect(code).toBe(1)
    expect(JSON.parse(out).status).toBe('diverged')
    expect(JSON.parse(out).advice.length).toBeGreaterThan(10)
    expect(err).toContain('diverged:')
    expect(existsSync(join(cwd, 'diverged', 'manifest.json'))).toBe(true)
  })

  it('exits 130 after Ctrl-C, and what was recorded is there, whole', async () => {
    const { code, out } = await goldstone(['run', 'long.yaml', '--out', 'interrupted', '--json'], {
      cwd,
      interrupt: { signal: 'SIGINT', after: 700 },
    })
    expect(code).toBe(130)
    const told = JSON.parse(out)
    expect(told.status).toBe('aborted')
    expect(told.steps).toBeGreaterThan(0)
    expect(told.steps).toBeLessThan(1e8)
    const folder = join(cwd, 'interrupted')
    const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))
    expect(manifest.status).toBe('aborted')
    for (const { name, bytes } of manifest.files) expect(statSync(join(folder, name)).size).toBe(bytes)
    expect(readNpz(readFileSync(join(folder, 'recording.npz'))).get('ring.final')!.shape).toEqual([3, 1, 33])
    expect(readdirSync(cwd).filter((name) => name.startsWith('.'))).toEqual(['.interrupted.snapshot'])
  })
})

describe('bad input', () => {
  it.each([
    [
      'no such file',
      ['run', 'absent.yaml'],
      'absent.yaml: expected an experiment file that can be read, received no such file',
    ],
    ['a folder', ['run', '.'], 'a folder'],
    ['a wrong key', ['run', 'broken.yaml'], 'broken.yaml:'],
    ['a wrong --set', ['run', 'ring.yaml', '--set', 'simulation.dtt=1'], '--set'],
    ['--set without value', ['run', 'ring.yaml', '--set', 'simulation.dt'], '--set'],
    ['a folder that is a file', ['run', 'ring.yaml', '--out', 'ring.yaml'], '--out: expected a folder'],
    ['a folder below a file', ['run', 'ring.yaml', '--out', 'ring.yaml/x/y'], 'which is a file'],
    ['an unknown engine', ['run', 'ring.yaml', '--backend', 'cuda'], 'auto, webgpu, cpu'],
    [
      '--resume',
      ['run', 'ring.yaml', '--resume'],
      '--resume: expected the snapshot of a run that was stopped',
    ],
    ['a wrong --snapshot-every', ['run', 'ring.yaml', '--snapshot-every', '-1'], 'seconds, 0 or more'],
    ['no file', ['run'], "missing required argument 'file'"],
    ['an unknown option', ['run', 'ring.yaml', '--jsno'], 'Did you mean "--json"'],
    ['an unknown command', ['rnu', 'ring.yaml'], 'Did you mean "run"'],
    ['a sweep', ['sweep', 'ring.yaml', '--engine', 'slurm'], 'Not yet'],
    ['an unknown group', ['group', 'S(4'], 'Did you mean "S(n)"'],
    ['a compact group', ['group', 'SO(3)'], 'a finite group'],
    ['a file without a group', ['group', 'ring.yaml'], 'ring.yaml: expected one of {generators'],
  ])('%s: exit 2, nothing on stdout, one message', async (_, parameters, part) => {
    const { code, out, err } = await call(...parameters)
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(part)
    expect(err).not.toMatch(/\n\s+at /)
    expect(err.trim().split('\n').length).toBeLessThanOrEqual(2)
  })
})

describe('the other commands', () => {
  it('group prints a table for a person and the document for a script', async () => {
    const person = await call('group', 'A(5)')
    expect(person.out).toContain('(1+√5)/2')
    for (const line of person.out.split('\n')) expect([...line].length).toBeLessThanOrEqual(80)
    const told = JSON.parse((await call('group', 'S(3)', '--json')).out)
    expect(told).toMatchObject({ order: 6, abelian: false })
    expect(told.classes).toHaveLength(3)
    expect(told.irreps.map(({ dimension }: { dimension: number }) => dimension).sort()).toEqual([1, 1, 2])
    expect(told.irreps[0].character[0]).toEqual({ re: 1, im: 0 })
    expect(told.checks.plancherel).toBeLessThan(1e-12)
  })

  it('group reads generators and tables from files', async () => {
    expect(JSON.parse((await call('group', 'v4.json', '--json')).out)).toMatchObject({
      order: 4,
      abelian: true,
    })
    expect(JSON.parse((await call('group', 'c2.yaml', '--json')).out)).toMatchObject({ order: 2 })
  })

  it('devices says what it looked for, and survives whatever the native package does', async () => {
    const { code, out } = await call('devices', '--json')
    const told = JSON.parse(out)
    expect(code).toBe(0)
    expect(told.auto).toBe('cpu')
    expect(told.cpu.cores).toBeGreaterThan(0)
    expect(told.checks[0].name).toBe('webgpu package')
    expect((await call('devices')).out).toContain('reference engine')
  })

  it('schema is a JSON Schema; version and help are short', async () => {
    expect(JSON.parse((await call('schema')).out).$schema).toContain('2020-12')
    expect((await call('--version')).out).toBe(`${version}\n`)
    const help = await call('--help')
    expect(help.code).toBe(0)
    expect(help.out).toContain('Examples:')
    expect(help.out).toContain('certify')
    expect(help.out).not.toContain('sweep')
    expect((await call()).out).toBe(help.out)
  })

  it('does not mind a reader who leaves early', async () => {
    const { code, err } = await new Promise<{ code: number | null; err: string }>((done) => {
      const child = spawn(process.execPath, [command, 'schema'], {
        cwd,
        env: environment,
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      let err = ''
      child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
      child.stdout.destroy()
      child.on('close', (code) => done({ code, err }))
    })
    expect([code, err]).toEqual([0, ''])
  })
})

describe('files that an experiment names', () => {
  it('are read as NumPy wrote them: weights, starts, inputs, tables', async () => {
    const folder = mkdtempSync(join(cwd, 'npy-'))
    const put = (name: string, shape: number[], data: NpyArray['data']) =>
      writeFileSync(join(folder, name), writeNpy({ shape, data }))
    put('w.npy', [2, 2], Float64Array.of(0, 0.5, -0.25, 0))
    put('w32.npy', [2, 2], Int32Array.of(0, 1, -1, 0))
    put('start.npy', [2], Float32Array.of(1, 2))
    put('drive.npy', [2, 2], Float64Array.of(1, 0, 0, 1))
    put('c2.npy', [2, 2], Int32Array.of(0, 1, 1, 0))
    const run = async (matrix: string) => {
      writeFileSync(
        join(folder, 'files.yaml'),
        `goldstone: 1
populations: { p: { space: { cayley: c2.npy }, transfer: linear } }
connections: [{ from: p, to: p, kernel: { matrix: ${matrix} } }]
inputs: [{ to: p, file: drive.npy, every: 0.5 }]
simulation: { dt: 0.5, duration: 1, method: euler, initial: { file: start.npy } }
record: { every: 1, quantities: [state] }`,
      )
      const { code, err } = await goldstone(
        ['run', 'files.yaml', '--out', `of-${matrix}`, '--backend', 'cpu'],
        {
          cwd: folder,
        },
      )
      expect([code, err]).toEqual([0, ''])
      return Array.from(
        readNpz(readFileSync(join(folder, `of-${matrix}`, 'recording.npz'))).get('p.state')!.data,
      )
    }
    // x += dt (-x + W x + I), by hand
    expect(await run('w.npy')).toEqual([1, 2, 1.5, 0.875, 0.96875, 0.75])
    expect(await run('w32.npy')).toEqual([1, 2, 2, 0.5, 1.25, -0.25])
  })
})

describe('the folder that --out names', () => {
  it("is refused where it holds another's files, or the experiment itself", async () => {
    const folder = mkdtempSync(join(cwd, 'theirs-'))
    writeFileSync(join(folder, 'manifest.json'), '{ "files": [{ "name": "thesis.txt" }] }')
    writeFileSync(join(folder, 'thesis.txt'), 'years of work')
    const theirs = await call('run', 'ring.yaml', '--out', folder)
    expect([theirs.code, theirs.out]).toEqual([2, ''])
    expect(theirs.err).toContain('which holds a manifest.json that no run of Goldstone wrote')
    expect(readFileSync(join(folder, 'thesis.txt'), 'utf8')).toBe('years of work')

    const own = mkdtempSync(join(cwd, 'own-'))
    const text = ring('# mine')
    writeFileSync(join(own, 'experiment.yaml'), text)
    const over = await goldstone(['run', 'experiment.yaml', '--out', '.'], { cwd: own })
    expect([over.code, over.out]).toEqual([2, ''])
    expect(readFileSync(join(own, 'experiment.yaml'), 'utf8')).toBe(text)
    expect((await call('run', 'ring.yaml', '--out', '')).code).toBe(2)
  })
})

describe('names that mean something to JavaScript only', () => {
  it.each(['constructor', '__proto__', 'toString', 'C(3) x valueOf', 'C(1e3)', 'C(0x10)'])(
    'group %s is no group',
    async (name) => {
      const { code, out, err } = await call('group', name)
      expect([code, out]).toEqual([2, ''])
      expect(err).toMatch(/^error: expected /)
    },
  )
})

describe('a run that diverges', () => {
  it('is told by its cause', async () => {
    const advice = async (change: (text: string) => string) => {
      writeFileSync(join(cwd, 'cause.yaml'), change(ring()))
      const { code, out } = await call('run', 'cause.yaml', '--json', '--out', 'cause')
      expect(code).toBe(1)
      return JSON.parse(out).advice as string
    }
    const input = 'inputs: [{ to: ring, expression: sqrt(2 - t) }]'
    expect(await advice((text) => `${text}\n${input}`)).toMatch(
      /^inputs\[0\]\.expression is not a finite number/,
    )
    const model = 'model: { state: { x: { equation: log(x - 5) } }, rate: x }'
    expect(await advice((text) => text.replace('model: rate, transfer: erf', model))).toMatch(
      /stopped being a number/,
    )
  })
})
