/** The composed WGSL of every kind of streamed pass, as it was looked at and compiled. */
import { expect, it } from 'vitest'
import { programOf } from '../../../src/engine/program.ts'
import { densePasses } from '../../../src/engine/webgpu/passes/dense.ts'
import type { Pass } from '../../../src/engine/webgpu/program.ts'
import { streamedProgram } from '../../../src/engine/webgpu/streamed.ts'
import { suite } from './networks.ts'
import { limits } from './twins.ts'

/** The first pass of each kind in the suite; a stage by method, number and noise, a gather by its neighbours. */
function kinds(): Map<string, Pass> {
  const found = new Map<string, Pass>()
  for (const [name, make] of suite) {
    const network = make()
    const program = streamedProgram(network, programOf(network), limits)
    const steps = program.step.map(({ pass, stage }) => ({ pass, stage }))
    const others = [...program.begin, ...program.record].map((pass) => ({ pass, stage: 0 }))
    for (const { pass, stage } of [...steps, ...others]) {
      // the FFT has goldens of its own
      if (pass.entry === 'main') continue
      const { method } = network.simulation
      const noise = /white|coloured/.exec(name)?.[0] ?? 'quiet'
      const kind = pass.entry === 'advance' ? `stage-${method}-${stage + 1}-${noise}` : pass.entry
      if (!found.has(kind)) found.set(kind, pass)
    }
  }
  const view = { buffer: 'b', offset: 0, stride: 40 }
  const gains = { buffer: 'g', offset: 0, stride: 1 }
  const [dense] = densePasses('W', 40, 40, new Float64Array(1600), view, view, gains, 33).built
  return found.set('dense', dense!.pass)
}

it('composes every pass as before', async () => {
  const found = kinds()
  expect([...found.keys()].sort()).toMatchInlineSnapshot(`
    [
      "average",
      "bump",
      "copy",
      "dense",
      "expand",
      "field",
      "gather",
      "hold",
      "largest",
      "pace",
      "project",
      "reduce",
      "stage-euler-1-quiet",
      "stage-euler-1-white",
      "stage-exponential-euler-1-coloured",
      "stage-exponential-euler-1-quiet",
      "stage-exponential-euler-1-white",
      "stage-heun-1-coloured",
      "stage-heun-1-quiet",
      "stage-heun-1-white",
      "stage-heun-2-coloured",
      "stage-heun-2-quiet",
      "stage-heun-2-white",
      "stage-rk4-1-quiet",
      "stage-rk4-2-quiet",
      "stage-rk4-3-quiet",
      "stage-rk4-4-quiet",
      "transmit",
      "turn",
    ]
  `)
  for (const [kind, pass] of found) await expect(pass.wgsl).toMatchFileSnapshot(`golden/${kind}.wgsl`)
})
