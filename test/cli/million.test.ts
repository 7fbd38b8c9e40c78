/** A million neurons on the reference engine: 1000 x 1000 with every frequency, in under 2 GiB, end to end. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { build, goldstone, root } from './goldstone.ts'

const cwd = mkdtempSync(join(tmpdir(), 'goldstone-million-'))
const experiment = join(root, 'demos', 'experiments', 'million-neuron-torus.yaml')
// told by the process itself as it ends, in KiB
const report = "process.on('exit', () => console.error('peak', process.resourceUsage().maxRSS))"

beforeAll(build, 300_000)
afterAll(() => rmSync(cwd, { recursive: true, force: true }))

it('runs by FFT in under 2 GiB, pictures included', async () => {
  const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(report)}` }
  const { code, out, err } = await goldstone(['run', experiment, '--out', 'out', '--json'], { cwd, env })
  expect(code).toBe(0)
  expect(JSON.parse(out)).toMatchObject({ status: 'ok', plan: ['fft'], neurons: 1_000_000 })
  const peak = Number(/peak (\d+)/.exec(err)![1])
  expect(peak).toBeGreaterThan(50_000)
  expect(peak).toBeLessThan(2 * 2 ** 20)
})
