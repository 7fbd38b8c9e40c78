/** `npm start`: the main experiment from its file to its picture, told from beginning to end. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { InputError } from '../errors.ts'
import { packageFolder } from './paths.ts'
import { run } from './run.ts'
import { lineWidth, rule, type Streams, wrap } from './terminal.ts'

const experiment = join('demos', 'experiments', 'two-circles-on-a-torus.yaml')

const introduction =
  'Neurons on a torus, wired by convolution, forget where they began and settle on one of two circles ' +
  'of states: a bump may rest anywhere along either, which is how a network remembers an angle.'

const landed = [
  [
    'landed',
    'groups, spaces, kernels, models as text, the reference engine, pictures; runs on a GPU from Node',
  ],
  ['next', 'the GPU engine in the page and its benchmarks, the certificate of each manifold, the lab'],
]

export async function start(streams: Streams): Promise<number> {
  const { out } = streams
  const file = join(packageFolder(), experiment)
  if (!existsSync(file))
    throw new InputError(file, 'the main experiment', 'no such file', 'Clone the repository again')
  const width = lineWidth(out)
  out.write(`${wrap(introduction, width).join('\n')}\n\n`)
  const code = await run(file, { backend: 'auto', set: [] }, streams)
  const lines = [
    '',
    rule(width),
    ...landed.flatMap(([name, what]) => wrap(`${name!.padEnd(8)}${what}`, width, 8)),
  ]
  lines.push('', 'Another: npm run -s goldstone -- run demos/experiments/ring.yaml')
  out.write(`${lines.join('\n')}\n`)
  return code
}
