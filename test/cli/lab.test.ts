/** `goldstone lab` as a person meets it: an address that answers, an experiment in it, errors in words, Ctrl-C. */
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fromPermalink } from '../../src/index.ts'
import { command, environment, goldstone, root } from './goldstone.ts'

const cwd = mkdtempSync(join(tmpdir(), 'goldstone-lab-'))
const text = '# a ring\ngoldstone: 1\npopulations: { ring: { space: { group: C(8) }, transfer: erf } }\n'

beforeAll(() => {
  execFileSync(process.execPath, [join(root, '.ci', 'build-if-stale.mjs'), '--lab'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  writeFileSync(join(cwd, 'ring.yaml'), text)
  writeFileSync(join(cwd, 'broken.yaml'), `${text}tilte: x\n`)
}, 300_000)

afterAll(() => rmSync(cwd, { recursive: true, force: true }))

/** Starts the command, waits for its address, hands it over, and ends it by Ctrl-C. */
async function served(parameters: readonly string[], visit: (address: string) => Promise<void>) {
  const child = spawn(process.execPath, [command, 'lab', '--no-open', '--port', '0', ...parameters], {
    cwd,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<number | null>((done) => child.on('close', done))
  try {
    const address = await new Promise<string>((done, fail) => {
      child.stdout.setEncoding('utf8').once('data', (line: string) => done(line.trim()))
      child.on('close', () => fail(new Error('it ended before it said where')))
    })
    await visit(address)
  } finally {
    child.kill('SIGINT')
  }
  return ended
}

describe('lab', () => {
  it('serves the page and its parts with their types, says where, and ends with 130 on Ctrl-C', async () => {
    const code = await served([], async (address) => {
      expect(address).toMatch(/^http:\/\/localhost:\d+\/$/)
      const page = await fetch(address)
      expect(page.headers.get('content-type')).toContain('text/html')
      expect(page.headers.get('cache-control')).toBe('no-store')
      const html = await page.text()
      const script = /<script type="module"[^>]* src="\.\/([^"]+)"/.exec(html)![1]!
      const style = /<link rel="stylesheet"[^>]* href="\.\/([^"]+)"/.exec(html)![1]!
      expect((await fetch(address + script)).headers.get('content-type')).toContain('text/javascript')
      expect((await fetch(address + style)).headers.get('content-type')).toContain('text/css')
      expect((await fetch(`${address}stories/ring/`)).status).toBe(200)
      expect((await fetch(`${address}nothing-here`)).status).toBe(404)
      expect((await fetch(`${address}..%2f..%2fpackage.json`)).status).toBe(404)
    })
    expect(code).toBe(130)
  })

  it('opens an experiment as a link that carries its text', async () => {
    await served(['ring.yaml'], async (address) => {
      expect(fromPermalink(new URL(address).hash)).toEqual({ text })
    })
  })

  it('refuses a bad experiment, a missing one, and a port that is no port, before it serves', async () => {
    const bad = await goldstone(['lab', 'broken.yaml', '--no-open'], { cwd })
    expect([bad.code, bad.out]).toEqual([2, ''])
    expect(bad.err).toContain('broken.yaml:4:1: tilte')
    const missing = await goldstone(['lab', 'none.yaml', '--no-open'], { cwd })
    expect([missing.code, missing.out]).toEqual([2, ''])
    const port = await goldstone(['lab', '--port', 'x'], { cwd })
    expect([port.code, port.out]).toEqual([2, ''])
  })

  it('says in one sentence that the port is taken', async () => {
    const other = createServer()
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done))
    const { port } = other.address() as AddressInfo
    const { code, out, err } = await goldstone(['lab', '--no-open', '--port', String(port)], { cwd })
    other.close()
    expect([code, out]).toEqual([2, ''])
    expect(err.trim().split('\n')).toHaveLength(1)
    expect(err).toContain(`${port}, which another program holds. Name another, such as --port ${port + 1}`)
  })
})
