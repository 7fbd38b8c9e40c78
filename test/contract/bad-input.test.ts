/**
 * Bad experiment files, each with the exact message that its author gets: place in the file, what was
 * expected, what came, what to do. A message that changes is read here before anybody else reads it.
 */
import { describe, expect, it } from 'vitest'
import { InputError } from '../../src/errors.ts'
import { filesFrom } from '../../src/experiment/files.ts'
import { loadExperiment } from '../../src/experiment/load.ts'
import { writeNpy } from '../../src/io/npy.ts'

const base = `goldstone: 1
populations:
  ring:
    space: { group: SO(2), samples: 32 }
    transfer: erf
connections:
  - { from: ring, to: ring, kernel: { spectrum: { 1: 2 } } }
`

/** The base with a piece of it replaced. */
function changed(piece: string, by: string): string {
  if (!base.includes(piece)) throw new Error(`the base has no ${piece}`)
  return base.replace(piece, by)
}

/** The base with more below it, from line 8 on. */
function ring(more: string): string {
  return base + more
}

/** Two populations on different spaces, joined by a connection with the given entries. */
function two(entries: string): string {
  return `goldstone: 1
populations:
  wide: { space: { group: C(24) }, transfer: erf }
  narrow: { space: { group: C(12) }, transfer: erf }
connections:
  - { from: wide, to: narrow, ${entries} }
`
}

const files = filesFrom({
  'small.npy': writeNpy({ shape: [2, 3], data: Float64Array.of(1, 2, 3, 4, 5, 6) }),
  'gaps.npy': writeNpy({ shape: [1, 2], data: Float64Array.of(1, Number.NaN) }),
  'text.npy': new TextEncoder().encode('no array at all'),
})

async function messageOf(given: unknown): Promise<string> {
  try {
    await loadExperiment(given, { name: 'bad.yaml', files })
  } catch (error) {
    if (error instanceof InputError) return error.message
    throw error
  }
  throw new Error('accepted')
}

type Case = readonly [what: string, given: unknown, message: string]

const bad: Readonly<Record<string, readonly Case[]>> = {
  'grammar and shape of the file': [
    [
      'an empty file',
      '',
      'bad.yaml: expected an experiment, received an empty file. Begin with "goldstone: 1" and "populations:"',
    ],
    [
      'only a comment',
      '# nothing yet\n',
      'bad.yaml: expected an experiment, received an empty file. Begin with "goldstone: 1" and "populations:"',
    ],
    [
      'a list',
      '- goldstone: 1\n',
      'bad.yaml:1:1: expected an experiment, a mapping of keys to values, received [{"goldstone":1}]. Begin with "goldstone: 1"',
    ],
    [
      'a word',
      'hello',
      'bad.yaml:1:1: expected an experiment, a mapping of keys to values, received "hello". Begin with "goldstone: 1"',
    ],
    [
      'bytes that are not UTF-8',
      new Uint8Array([0x67, 0xff, 0xfe, 0x41]),
      'bad.yaml: expected an experiment as UTF-8 text, received bytes that are not UTF-8. Save the file as UTF-8',
    ],
    [
      'binary data',
      'goldstone: 1\u0000',
      'bad.yaml: expected an experiment as text, received binary data. Give a YAML or JSON file',
    ],
    [
      'a tab as indentation',
      'goldstone: 1\npopulations:\n\tring: {}\n',
      'bad.yaml:3:1: expected spaces as indentation, received a tab. Replace tabs by spaces',
    ],
    [
      'a key twice',
      ring('title: a\ntitle: b'),
      'bad.yaml:9:1: expected every key once, received a key for the second time. Remove one of the two',
    ],
    [
      'an open bracket',
      ring('inputs: [1, 2'),
      'bad.yaml:8:14: expected YAML or JSON, received a fault of grammar (Flow sequence in block collection must be sufficiently indented and end with a ]). Check indentation, quotes and brackets here',
    ],
    [
      'an open quote',
      ring('title: "half'),
      'bad.yaml:8:13: expected YAML or JSON, received a fault of grammar (Missing closing "quote). Check indentation, quotes and brackets here',
    ],
    [
      'two documents',
      ring('---\ngoldstone: 1'),
      'bad.yaml:8:1: expected one experiment, received a second document after "---". Put each experiment in a file of its own',
    ],
    [
      'a tag',
      ring('title: !secret x'),
      'bad.yaml:8:8: expected plain YAML, received a tag. Remove the word that begins with "!"',
    ],
    [
      'an alias without its anchor',
      ring('title: *nobody'),
      'bad.yaml:8:8: expected plain values, received "*nobody", which no "&nobody" precedes. Put text that begins with "*" in quotes',
    ],
    [
      'a bomb of aliases',
      ring(
        'b: &b [1, 1, 1, 1, 1, 1, 1]\nc: &c [*b, *b, *b, *b, *b, *b]\nd: &d [*c, *c, *c, *c, *c]\ne: [*d, *d, *d, *d, *d]',
      ),
      'bad.yaml: expected aliases that stand for at most 100 values, received more. Write the values out instead of using "*"',
    ],
    [
      'a list as key',
      ring('? [1, 0]\n: 2'),
      'bad.yaml:8:3: expected text or a number as key, received a list, mapping or alias. Put the key in double quotes',
    ],
    [
      'nesting without end',
      `title: ${'['.repeat(5000)}`,
      'bad.yaml: expected at most 40 levels of nesting, received more. Check the brackets',
    ],
    [
      'a function in data',
      { goldstone: 1, populations: () => 1 },
      'bad.yaml: expected plain data: mappings, lists, text, numbers, true, false, received a function',
    ],
    [
      'a key that would poison',
      JSON.parse('{ "goldstone": 1, "__proto__": {} }'),
      'bad.yaml: expected an ordinary key, received "__proto__". Choose another name',
    ],
  ],
  version: [
    [
      'no version',
      'populations: {}',
      'bad.yaml:1:1: goldstone: expected 1, the version of the format, received nothing. Begin the file with "goldstone: 1"',
    ],
    [
      'a newer version',
      'goldstone: 2',
      'bad.yaml:1:1: goldstone: expected 1, the version of the format, received 2. Update Goldstone to read a newer format',
    ],
    [
      'a version in quotes',
      'goldstone: "1"',
      'bad.yaml:1:1: goldstone: expected 1, the version of the format, received "1". Write "goldstone: 1"',
    ],
    [
      'a version misspelt',
      'golstone: 1',
      'bad.yaml:1:1: goldstone: expected 1, the version of the format, received "golstone". Begin the file with "goldstone: 1"',
    ],
  ],
  populations: [
    [
      'no populations',
      'goldstone: 1',
      'bad.yaml:1:1: populations: expected a mapping, received nothing. Add the key "populations"',
    ],
    [
      'populations as list',
      'goldstone: 1\npopulations: [ring]',
      'bad.yaml:2:1: populations: expected a mapping, received the list ["ring"]. Write names with colons, without dashes',
    ],
    [
      'an empty mapping of populations',
      'goldstone: 1\npopulations: {}',
      'bad.yaml:2:1: populations: expected at least one population, received an empty mapping. Add a name and a space',
    ],
    [
      'a name with a space in it',
      changed('  ring:', '  my ring:'),
      'bad.yaml:3:3: populations."my ring": expected a name of letters, digits, _ and -, beginning with a letter, received "my ring". Rename it',
    ],
    [
      'no space',
      changed('    space: { group: SO(2), samples: 32 }\n', ''),
      'bad.yaml:3:3: populations.ring: expected exactly one of space, neurons, received none of them',
    ],
    [
      'a space as text',
      changed('{ group: SO(2), samples: 32 }', 'C(32)'),
      'bad.yaml:4:5: populations.ring.space: expected a mapping, received "C(32)". Write { group: "C(32)" }',
    ],
    [
      'a space of no kind',
      changed('{ group: SO(2), samples: 32 }', '{ samples: 32 }'),
      'bad.yaml:4:5: populations.ring.space: expected exactly one of group, sphere, generators, cayley, received none of them',
    ],
    [
      'a space of two kinds',
      changed('{ group: SO(2), samples: 32 }', '{ group: SO(2), sphere: 2 }'),
      'bad.yaml:4:5: populations.ring.space: expected exactly one of group, sphere, generators, cayley, received group and sphere. Keep one of the 2',
    ],
    [
      'a fractional sample',
      changed('samples: 32', 'samples: 32.5'),
      'bad.yaml:4:28: populations.ring.space.samples: expected a whole number, received 32.5',
    ],
    [
      'a zero among the samples',
      changed('{ group: SO(2), samples: 32 }', '{ group: T(2), samples: [32, 0] }'),
      'bad.yaml:4:41: populations.ring.space.samples[1]: expected a number of at least 1, received 0',
    ],
    [
      'a word for a number',
      changed('samples: 32', 'samples: many'),
      'bad.yaml:4:28: populations.ring.space.samples: expected a number or a list, received "many"',
    ],
    [
      'another lattice',
      changed('{ group: SO(2), samples: 32 }', '{ group: T(2), samples: 32, lattice: hexgonal }'),
      'bad.yaml:4:40: populations.ring.space.lattice: expected one of rectangular, hexagonal, received "hexgonal". Did you mean "hexagonal"',
    ],
    [
      'a sphere of three dimensions',
      changed('{ group: SO(2), samples: 32 }', '{ sphere: 3, degree: 4 }'),
      'bad.yaml:4:14: populations.ring.space.sphere: expected 2, received 3',
    ],
    [
      'an unknown group',
      changed('SO(2)', 'Z(9)'),
      'bad.yaml:4:14: populations.ring.space.group: expected a group: SO(2), O(2), T(k), SO(3), SU(2), C(n), D(n), S(n), A(n), Q8, T, O, I, Td, Oh, Ih, or a product such as C(8) x S(3), received "Z(9)". Did you mean "C(9)"',
    ],
    [
      'a circle without samples',
      changed(', samples: 32', ''),
      'bad.yaml:4:5: populations.ring.space.samples: expected samples of SO(2), received nothing. Add samples: 64',
    ],
    [
      'too many neurons',
      changed('{ group: SO(2), samples: 32 }', '{ group: T(3), samples: 1000 }'),
      'bad.yaml:4:5: populations.ring.space: expected at most 16777216 neurons, received 1000000000. Take fewer samples',
    ],
    [
      'a generator that is no permutation',
      changed('{ group: SO(2), samples: 32 }', '{ generators: [[0, 0, 1]] }'),
      'bad.yaml:4:27: populations.ring.space.generators[0]: expected every image once, received 0 at positions 0 and 1. Write each generator as its images of 0, 1, 2, ..., for example [1, 2, 0]',
    ],
    [
      'a table that is no group',
      changed('{ group: SO(2), samples: 32 }', '{ cayley: [[0, 1], [1, 1]] }'),
      'bad.yaml:4:31: populations.ring.space.cayley[1]: expected an inverse of element 1, so the identity 0 in its row, received a row without it. The table is that of a monoid, not of a group',
    ],
  ],
  'models and transfers': [
    [
      'an unknown model',
      changed('transfer: erf', 'model: rte\n    transfer: erf'),
      'bad.yaml:5:5: populations.ring.model: expected a built-in model (rate, firing-rate, adaptation, divisive-normalisation, excitatory-inhibitory, short-term-plasticity, qif-mean-field, lif, lif-conductance, qif, eif, adex, izhikevich, poisson, relay) or equations, received "rte". Did you mean "rate"',
    ],
    [
      'no transfer',
      changed('    transfer: erf\n', ''),
      'bad.yaml:3:3: populations.ring.transfer: expected a transfer function for the model "rate", received nothing. Add for example "transfer: erf"',
    ],
    [
      'an unknown transfer',
      changed('erf', 'tahn'),
      'bad.yaml:5:5: populations.ring.transfer: expected a transfer (linear, tanh, erf, relu, softplus, sigmoid, step, power, or { expression: ... }), received "tahn". Did you mean "tanh"',
    ],
    [
      'a transfer parameter in words',
      changed('erf', '{ name: power, exponent: two }'),
      'bad.yaml:5:30: populations.ring.transfer.exponent: expected a number, received "two"',
    ],
    [
      'a transfer with two meanings',
      changed('erf', '{ name: erf, expression: x }'),
      'bad.yaml:5:5: populations.ring.transfer: expected exactly one of name, expression, received name and expression. Keep one of the 2',
    ],
    [
      'an undeclared name in a transfer',
      changed('erf', '{ expression: tanh(y) }'),
      'bad.yaml:3:3: populations.ring.parameters.y: expected a value of y, which the transfer names, received nothing',
    ],
    [
      'a transfer broken off',
      changed('erf', '{ expression: tanh(x }'),
      'bad.yaml:5:17: populations.ring.transfer.expression: expected an operator, "," or ")", received the end of "tanh(x"',
    ],
    [
      'an unknown parameter',
      changed('transfer: erf', 'transfer: erf\n    parameters: { tua: 1 }'),
      'bad.yaml:6:19: populations.ring.parameters.tua: expected a parameter of rate (tau), received "tua". Did you mean "tau"',
    ],
    [
      'a parameter in words',
      changed('transfer: erf', 'transfer: erf\n    parameters: { tau: slow }'),
      'bad.yaml:6:19: populations.ring.parameters.tau: expected a number, a list or a mapping, received "slow"',
    ],
    [
      'parameters for other replicas',
      changed('transfer: erf', 'transfer: erf\n    parameters: { tau: [1, 2] }'),
      'bad.yaml:6:19: populations.ring.parameters.tau: expected one number, or a list of 1, one for each replica, received a list of 2. Make the list as long as simulation.replicas',
    ],
    [
      'equations without rate',
      changed('transfer: erf', 'model: { state: { x: -x + I } }'),
      'bad.yaml:5:5: populations.ring.model: expected exactly one of rate, spike, received none of them',
    ],
    [
      'equations without state',
      changed('transfer: erf', 'model: { state: {}, rate: x }'),
      'bad.yaml:5:14: populations.ring.model.state: expected at least one state variable, received {}',
    ],
    [
      'an undeclared name in an equation',
      changed('transfer: erf', 'model: { state: { x: (-x + I) / tau }, rate: tanh(x) }'),
      'bad.yaml:5:23: populations.ring.model.state.x.equation: expected a declared name (x, t, r, I, pi), received "tau" in "(-x + I)/tau"',
    ],
  ],
  connections: [
    [
      'connections as mapping',
      changed('- { from: ring, to: ring, kernel: { spectrum: { 1: 2 } } }', 'a: 1'),
      'bad.yaml:6:1: connections: expected a list, received the mapping {"a":1}',
    ],
    [
      'an unknown population',
      changed('from: ring', 'from: rnig'),
      'bad.yaml:7:7: connections[0].from: expected the name of a population (ring), received "rnig". Did you mean "ring"',
    ],
    [
      'no kernel',
      changed(', kernel: { spectrum: { 1: 2 } }', ''),
      'bad.yaml:7:5: connections[0].kernel: expected a mapping, received nothing. Add the key "kernel"',
    ],
    [
      'an unknown key of a kernel',
      changed('spectrum', 'spectrm'),
      'bad.yaml:7:39: connections[0].kernel.spectrm: expected one of the keys spectrum, expression, values, matrix, random, sparse, von-mises, mexican-hat, gaussian, gains, heterogeneity, scale, received "spectrm". Did you mean "spectrum"',
    ],
    [
      'an empty kernel',
      changed('{ spectrum: { 1: 2 } }', '{}'),
      'bad.yaml:7:29: connections[0].kernel: expected exactly one of spectrum, expression, values, matrix, random, sparse, von-mises, mexican-hat, gaussian, received none of them',
    ],
    [
      'two kernels in one',
      changed('{ 1: 2 } }', '{ 1: 2 }, values: [1] }'),
      'bad.yaml:7:29: connections[0].kernel: expected exactly one of spectrum, expression, values, matrix, random, sparse, von-mises, mexican-hat, gaussian, received spectrum and values. Keep one of the 2',
    ],
    [
      'a label without its quotes',
      changed('{ 1: 2 }', '{ 1,0: 2 }'),
      'bad.yaml:7:51: connections[0].kernel.spectrum.1: expected a number, { re, im } or a list of rows, received null. Give it a value, and put a label that contains a comma in double quotes',
    ],
    [
      'an unknown label',
      changed('{ 1: 2 }', '{ "1,0": 2 }'),
      'bad.yaml:7:51: connections[0].kernel.spectrum."1,0": expected a label of one integer, such as "1", received "1,0"',
    ],
    [
      'a label beyond n / 2',
      changed('{ 1: 2 }', '{ 17: 2 }'),
      'bad.yaml:7:51: connections[0].kernel.spectrum.17: expected a label 0 ... 16, which 32 samples resolve, received "17". Take 35 samples or more',
    ],
    [
      'a complex coefficient where only a real one is',
      changed('{ 1: 2 }', '{ 0: { re: 1, im: 1 } }'),
      'bad.yaml:7:51: connections[0].kernel.spectrum.0: expected a real number for irrep "0" of real type, received {re: 1, im: 1}. Leave out the imaginary part',
    ],
    [
      'half a complex number',
      changed('{ 1: 2 }', '{ 1: { re: 1 } }'),
      'bad.yaml:7:51: connections[0].kernel.spectrum.1.im: expected a number, received nothing. Add the key "im"',
    ],
    [
      'a coefficient in words',
      changed('{ 1: 2 }', '{ 1: two }'),
      'bad.yaml:7:51: connections[0].kernel.spectrum.1: expected a number, { re, im } or a list of rows, received "two"',
    ],
    [
      'a coefficient that is not finite',
      changed('{ 1: 2 }', '{ 1: .inf }'),
      'bad.yaml:7:51: connections[0].kernel.spectrum.1: expected a number, { re, im } or a list of rows, received Infinity. Write a finite number',
    ],
    [
      'a matrix with rows of different lengths',
      changed('{ 1: 2 }', '{ 1: [[1, 2], [3]] }'),
      'bad.yaml:7:63: connections[0].kernel.spectrum.1[1]: expected a row of 2 numbers, as the first, received 1',
    ],
    [
      'a matrix of the wrong shape',
      changed('{ 1: 2 }', '{ 1: [[1, 2], [3, 4], [5, 6]] }'),
      'bad.yaml:7:51: connections[0].kernel.spectrum.1: expected a number or {re, im} for irrep "1" of complex type, received a 3 x 2 matrix. Give 1 rows of 1 numbers',
    ],
    [
      'values of the wrong length',
      changed('spectrum: { 1: 2 }', 'values: [1, 2, 3]'),
      'bad.yaml:7:39: connections[0].kernel.values: expected 32 numbers, one for each point, received 3',
    ],
    [
      'an undeclared name in a kernel',
      changed('spectrum: { 1: 2 }', 'expression: cos(phi)'),
      'bad.yaml:7:39: connections[0].kernel.expression: expected a declared name (theta, distance, pi), received "phi" in "cos(phi)"',
    ],
    [
      'a coordinate of another space',
      changed('spectrum: { 1: 2 }', 'expression: cos(theta1)'),
      'bad.yaml:7:39: connections[0].kernel.expression: expected a declared name (theta, distance, pi), received "theta1" in "cos(theta1)". Did you mean "theta"',
    ],
    [
      'an unknown family',
      changed('spectrum: { 1: 2 }', 'name: von-mess'),
      'bad.yaml:7:39: connections[0].kernel.name: expected one of von-mises, mexican-hat, gaussian, received "von-mess". Did you mean "von-mises"',
    ],
    [
      'a family without its parameter',
      changed('spectrum: { 1: 2 }', 'von-mises: { amplitude: 2 }'),
      'bad.yaml:7:39: connections[0].kernel.von-mises.kappa: expected a number, received nothing. Give kappa of the von-mises kernel',
    ],
    [
      'a family with an unknown parameter',
      changed('spectrum: { 1: 2 }', 'gaussian: { widht: 2 }'),
      'bad.yaml:7:51: connections[0].kernel.gaussian.widht: expected a parameter of gaussian: width, amplitude, baseline, received "widht"',
    ],
    [
      'a gain on another label',
      changed('{ 1: 2 } }', '{ 1: 2 }, gains: { 2: 1 } }'),
      `bad.yaml:7:68: connections[0].kernel.gains.2: expected a label of the kernel's spectrum (1), received "2". A gain multiplies a coefficient that is not zero`,
    ],
    [
      'scales for other replicas',
      changed('to: ring,', 'to: ring, scale: [1, 2, 3],'),
      'bad.yaml:7:29: connections[0].scale: expected one number, or a list of 1, one for each replica, received a list of 3. Make the list as long as simulation.replicas',
    ],
    [
      'a scale twice',
      changed('{ 1: 2 } }', '{ 1: 2 }, scale: 2 }, scale: 3'),
      'bad.yaml:7:71: connections[0].scale: expected scale once, received scale on the connection and on its kernel. Remove one of the two',
    ],
    [
      'an unknown plan',
      changed('to: ring,', 'to: ring, plan: ftt,'),
      'bad.yaml:7:29: connections[0].plan: expected one of low-rank, fft, gather, dense, sparse, event, received "ftt". Did you mean "fft"',
    ],
    [
      'a matrix file that is not there',
      changed('spectrum: { 1: 2 }', 'matrix: missing.npy'),
      'bad.yaml:7:39: connections[0].kernel.matrix: expected a file that can be read, received "missing.npy". Check the path and the folder',
    ],
    [
      'a matrix file of another shape',
      changed('spectrum: { 1: 2 }', 'matrix: small.npy'),
      'bad.yaml:7:39: connections[0].kernel.matrix: expected an array of shape [32, 32] (to, from), received shape [2, 3] in "small.npy"',
    ],
    [
      'a matrix file with gaps',
      changed('spectrum: { 1: 2 }', 'matrix: gaps.npy'),
      'bad.yaml:7:39: connections[0].kernel.matrix: expected finite numbers, received NaN at index 1 of "gaps.npy". Replace what is missing',
    ],
    [
      'a matrix file that is none',
      changed('spectrum: { 1: 2 }', 'matrix: text.npy'),
      'bad.yaml:7:39: connections[0].kernel.matrix: expected a NumPy .npy file, received other bytes. Save the array with numpy.save',
    ],
    [
      'a kernel between two spaces',
      two('kernel: { spectrum: { 1: 1 } }'),
      'bad.yaml:6:31: connections[0].kernel: expected populations on one and the same space, received wide on C(24) (24 points) and narrow on C(12) (12 points). Use "matrix", or a common quotient with "through"',
    ],
    [
      'a quotient without coordinates',
      two('kernel: { spectrum: { "1": 1 } }, through: { space: { group: S(3) } }'),
      'bad.yaml:6:53: connections[0].kernel.spectrum.1: expected an irrep of S(3): 3 | 2,1 | 1,1,1, received "1"',
    ],
  ],
  'inputs, noise, simulation, record': [
    [
      'an input to nobody',
      ring('inputs: [{ constant: 1 }]'),
      'bad.yaml:8:10: inputs[0].to: expected text, received nothing. Add the key "to"',
    ],
    [
      'an input of no kind',
      ring('inputs: [{ to: ring }]'),
      'bad.yaml:8:10: inputs[0]: expected exactly one of constant, expression, pattern, bump, velocity, file, poisson, spikes, received none of them',
    ],
    [
      'an input that ends before it begins',
      ring('inputs: [{ to: ring, constant: 1, from: 3, until: 2 }]'),
      'bad.yaml:8:44: inputs[0].until: expected a time after from (3), received 2',
    ],
    [
      'frames without a file',
      ring('inputs: [{ to: ring, constant: 1, every: 2 }]'),
      'bad.yaml:8:35: inputs[0].every: expected a file, whose frames it spaces, received 2. Remove it',
    ],
    [
      'an undeclared name in an input',
      ring('inputs: [{ to: ring, expression: 2*cos(tau) }]'),
      'bad.yaml:8:22: inputs[0].expression: expected a declared name (theta, distance, pi), received "tau" in "2*cos(tau)"',
    ],
    [
      'a pattern of the wrong length',
      ring('inputs: [{ to: ring, pattern: [1, 2] }]'),
      'bad.yaml:8:22: inputs[0].pattern: expected 32 numbers, one for each neuron, received 2',
    ],
    [
      'a centre with too many numbers',
      ring('inputs: [{ to: ring, bump: { centre: [1, 2] } }]'),
      'bad.yaml:8:30: inputs[0].bump.centre: expected 1 finite number on SO(2), received [1,2]',
    ],
    [
      'a bump without width',
      ring('inputs: [{ to: ring, bump: { width: 0 } }]'),
      'bad.yaml:8:30: inputs[0].bump.width: expected a number greater than 0, received 0',
    ],
    [
      'a velocity for each of two angles',
      ring('inputs: [{ to: ring, velocity: [1, 2] }]'),
      'bad.yaml:8:22: inputs[0].velocity: expected one expression in t, received 2',
    ],
    [
      'a velocity in a coordinate',
      ring('inputs: [{ to: ring, velocity: sin(theta) }]'),
      'bad.yaml:8:22: inputs[0].velocity[0]: expected a declared name (t, pi), received "theta" in "sin(theta)"',
    ],
    [
      'an input file of another shape',
      ring('inputs: [{ to: ring, file: small.npy }]'),
      'bad.yaml:8:22: inputs[0].file: expected an array of shape [32] or [frames, 32], received shape [2, 3] in "small.npy"',
    ],
    [
      'negative noise',
      ring('noise: { sigma: -0.1 }'),
      'bad.yaml:8:10: noise.sigma: expected a number of at least 0, received -0.1',
    ],
    ['noise as number', ring('noise: 0.1'), 'bad.yaml:8:1: noise: expected a mapping, received 0.1'],
    [
      'a misspelt key',
      ring('simulation: { dtt: 0.1 }'),
      'bad.yaml:8:15: simulation.dtt: expected one of the keys dt, duration, method, replicas, seed, initial, received "dtt". Did you mean "dt"',
    ],
    [
      'a negative time step',
      ring('simulation: { dt: -0.1 }'),
      'bad.yaml:8:15: simulation.dt: expected a number greater than 0, received -0.1',
    ],
    [
      'a number in quotes',
      ring('simulation: { dt: "0.1" }'),
      'bad.yaml:8:15: simulation.dt: expected a number, received "0.1". Write the number without quotes',
    ],
    [
      'not a number',
      ring('simulation: { dt: .nan }'),
      'bad.yaml:8:15: simulation.dt: expected a number, received NaN. Write a finite number',
    ],
    [
      'an endless run',
      ring('simulation: { duration: .inf }'),
      'bad.yaml:8:15: simulation.duration: expected a number, received Infinity. Write a finite number',
    ],
    [
      'a run shorter than a step',
      ring('simulation: { dt: 1, duration: 0.2 }'),
      'bad.yaml:8:22: simulation.duration: expected at least one step of dt (1), received 0.2. Lengthen it, or take a smaller dt',
    ],
    [
      'too many steps',
      ring('simulation: { dt: 1e-9 }'),
      'bad.yaml:8:1: simulation.duration: expected at most 1000000000 steps of dt (1e-9), received 100000000000. Take a larger dt',
    ],
    [
      'an unknown method',
      ring('simulation: { method: huen }'),
      'bad.yaml:8:15: simulation.method: expected one of euler, heun, rk4, exponential-euler, received "huen". Did you mean "heun"',
    ],
    [
      'no replicas',
      ring('simulation: { replicas: 0 }'),
      'bad.yaml:8:15: simulation.replicas: expected a number of at least 1, received 0',
    ],
    [
      'half a replica',
      ring('simulation: { replicas: 1.5 }'),
      'bad.yaml:8:15: simulation.replicas: expected a whole number, received 1.5',
    ],
    [
      'too many replicas',
      ring('simulation: { replicas: 16000000 }'),
      'bad.yaml:8:15: simulation.replicas: expected at most 268435456 neurons in all replicas together, received 16000000 x 32. Take fewer replicas or samples',
    ],
    [
      'a negative seed',
      ring('simulation: { seed: -1 }'),
      'bad.yaml:8:15: simulation.seed: expected a number of at least 0, received -1',
    ],
    [
      'a start in words',
      ring('simulation: { initial: zero }'),
      'bad.yaml:8:15: simulation.initial: expected "model" or a mapping, received "zero"',
    ],
    [
      'a start of two kinds',
      ring('simulation: { initial: { random: 1, expression: theta } }'),
      'bad.yaml:8:15: simulation.initial: expected exactly one of random, expression, values, file, received random and expression. Keep one of the 2',
    ],
    [
      'initial values of the wrong length',
      ring('simulation: { initial: { values: [1, 2, 3] } }'),
      'bad.yaml:8:26: simulation.initial.values: expected 32 numbers, one for each neuron of ring, received 3',
    ],
    [
      'an unknown name in where a variable starts',
      changed('transfer: erf', 'model: { state: { x: { equation: "-x", initial: foo } }, rate: "x" }'),
      'bad.yaml:5:44: populations.ring.model.state.x.initial: expected a declared name (theta, distance, pi), received "foo"',
    ],
    [
      'a label twice, as a number and as text',
      changed('{ 1: 2 }', '{ 1: 2, "1": 3 }'),
      'bad.yaml:7:57: expected every key once, received a key for the second time. Remove one of the two',
    ],
    [
      'a compact group in small letters',
      changed('SO(2)', 'so(2)'),
      'bad.yaml:4:14: populations.ring.space.group: expected a group such as SO(2), O(2), T(2), SO(3), SU(2), received "so(2)". Did you mean "SO(2)"',
    ],
    [
      'initial values of which some are nested',
      ring('simulation: { initial: { values: [1, [2, 3]] } }'),
      'bad.yaml:8:26: simulation.initial.values: expected numbers, or a list of numbers per replica, received a mixture of both',
    ],
    [
      'initial values of too few replicas',
      ring('simulation: { replicas: 3, initial: { values: [[1, 2], [2, 3]] } }'),
      'bad.yaml:8:39: simulation.initial.values: expected 3 lists, one per replica, received 2',
    ],
    [
      'initial values of ragged replicas',
      ring('simulation: { replicas: 2, initial: { values: [[1, 2], [2]] } }'),
      'bad.yaml:8:56: simulation.initial.values[1]: expected 2 numbers as in the first, received 1',
    ],
    [
      'a time constant of 0',
      changed('transfer: erf', 'transfer: erf\n    parameters: { tau: 0 }'),
      'bad.yaml:6:19: populations.ring.parameters.tau: expected a time constant above 0, received 0',
    ],
    [
      'an initial expression in t',
      ring('simulation: { initial: { expression: cos(theta - t) } }'),
      'bad.yaml:8:26: simulation.initial.expression: expected an expression without t, since it holds at t = 0, received "cos(theta - t)"',
    ],
    [
      'an empty section',
      ring('simulation:'),
      'bad.yaml:8:1: simulation: expected a mapping, received null. Give it a value, or leave the key out',
    ],
    [
      'an unknown quantity',
      ring('record: { quantities: [actvity] }'),
      'bad.yaml:8:24: record.quantities[0]: expected one of activity, state, rate, order, position, energy, mean, max, spikes, received "actvity". Did you mean "activity"',
    ],
    [
      'a quantity twice',
      ring('record: { quantities: [order, order] }'),
      'bad.yaml:8:31: record.quantities[1]: expected every quantity once, received "order". Remove it',
    ],
    [
      'a title that is a number',
      ring('title: 3'),
      'bad.yaml:8:1: title: expected text, received 3. Put it in quotes: "3"',
    ],
    [
      'an unknown section',
      ring('sweeps: {}'),
      'bad.yaml:8:1: sweeps: expected one of the keys goldstone, title, populations, connections, inputs, signals, noise, simulation, record, certify, sweep, received "sweeps". Did you mean "sweep"',
    ],
  ],
  sweep: [
    [
      'a sweep along no path',
      ring('sweep: { axes: { "conections.0.scale": { from: 0, to: 1, count: 3 } } }'),
      'bad.yaml:8:18: sweep.axes."conections.0.scale": expected one of the keys goldstone, title, populations, connections, inputs, signals, noise, simulation, record, certify, sweep at conections, received "conections". Did you mean "connections"',
    ],
    [
      'a sweep past the list',
      ring('sweep: { axes: { "connections.1.scale": { from: 0, to: 1, count: 3 } } }'),
      'bad.yaml:8:18: sweep.axes."connections.1.scale": expected an index of 0 to 0 at connections.1, received "1". Set the whole entry 1 to make the list longer',
    ],
    [
      'a sweep through bad values',
      ring('sweep: { axes: { "simulation.dt": { from: 0, to: 1, count: 3 } } }'),
      'bad.yaml:8:18: sweep.axes."simulation.dt": expected a number greater than 0 at simulation.dt, received 0',
    ],
    [
      'a sweep without count',
      ring('sweep: { axes: { "simulation.dt": { from: 1, to: 2 } } }'),
      'bad.yaml:8:18: sweep.axes."simulation.dt".count: expected a number, received nothing. Add the key "count"',
    ],
  ],
  'reserved for later': [
    [
      'a list to sweep',
      ring('sweep: { axes: { "simulation.dt": [0.1, 0.2] } }'),
      'bad.yaml:8:18: sweep.axes."simulation.dt": expected nothing that uses an axis as list, which is reserved and not yet supported, received [0.1,0.2]. Write axes as { from, to, count }',
    ],
    [
      'a logarithmic sweep',
      ring('sweep: { axes: { "simulation.dt": { from: 0.1, to: 1, count: 3, scale: log } } }'),
      'bad.yaml:8:65: sweep.axes."simulation.dt".scale: expected nothing that uses "scale", which is reserved and not yet supported, received "log". Write axes as { from, to, count }',
    ],
    [
      'measures of a sweep',
      ring('sweep: { axes: {}, measures: [mean] }'),
      'bad.yaml:8:20: sweep.measures: expected nothing that uses "measures", which is reserved and not yet supported, received ["mean"]. Write axes as { from, to, count }',
    ],
  ],
}

describe.each(Object.entries(bad))('%s', (_, cases) => {
  it.each(cases)('%s', async (_, given, message) => {
    expect(await messageOf(given)).toBe(message)
  })
})

it('keeps the place apart from the message', async () => {
  const error = await loadExperiment(ring('simulation: { dt: -1 }'), { name: 'bad.yaml' }).catch((e) => e)
  expect(error).toBeInstanceOf(InputError)
  expect(error.place).toBe('simulation.dt')
})
