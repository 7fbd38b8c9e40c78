/** `npm start`: the main experiment from its file to its picture and its certificate, told from beginning to end. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { InputError } from '../errors.ts'
import { certify } from './certify.ts'
import { callerFolder, packageFolder } from './paths.ts'
import { run } from './run.ts'
import { lineWidth, rule, type Streams, wrap } from './terminal.ts'

const experiment = join('demos', 'experiments', 'two-circles-on-a-torus.yaml')

const introduction =
  'Neurons on a torus, wired by convolution, forget where they began and settle on one of two circles ' +
  'of states: a bump may rest anywhere along either, which is how a network remembers an angle.'

const proof =
  'The run shows where states went. The certificate shows all that there is, and proves it: the two circles, ' +
  'one manifold with two parts, and the torus between them, a saddle that no run comes to rest on.'

const landed = [
  [
    'landed',
    'groups, spaces, kernels, models as text, the reference engine, the GPU engine, certificates, figures, the lab, spiking networks',
  ],
  ['next', 'sweeps, data, clusters'],
]

export async function start(streams: Streams): Promise<number> {
  const { out } = streams
  const file = join(packageFolder(), experiment)
  if (!existsSync(file))
    throw new InputError(file, 'the main experiment', 'no such file', 'Clone the repository again')
  const width = lineWidth(out)
  out.write(`${wrap(introduction, width).join('\n')}\n\n`)
  let code = await run(file, { backend: 'auto', set: [] }, streams)
  if (code === 0) {
    out.write(`\n${wrap(proof, width).join('\n')}\n\n`)
    const report = join(callerFolder(), 'goldstone-runs', 'two-circles-on-a-torus-certificate')
    code = await certify(file, { set: [], out: report }, streams)
  }
  const lines = [
    '',
    rule(width),
    ...landed.flatMap(([name, what]) => wrap(`${name!.padEnd(8)}${what}`, width, 8)),
  ]
  lines.push('', 'See it alive: npm run lab')
  lines.push('Another: npm run -s goldstone -- certify demos/experiments/sphere.yaml')
  out.write(`${lines.join('\n')}\n`)
  return code
}
