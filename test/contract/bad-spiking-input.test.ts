/** Bad experiment files of spiking networks, each with the exact message that its author gets. */
import { zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { InputError } from '../../src/errors.ts'
import { filesFrom } from '../../src/experiment/files.ts'
import { loadExperiment } from '../../src/experiment/load.ts'
import { simulate } from '../../src/experiment/simulate.ts'
import { writeNpy } from '../../src/io/npy.ts'
import { writeNpz } from '../../src/io/npz.ts'

const base = `goldstone: 1
populations:
  ring: { space: { group: SO(2), samples: 8 }, model: lif }
  list: { neurons: 3, model: lif-conductance }
  slow: { space: { group: SO(2), samples: 8 }, transfer: erf }
connections:
  - { from: ring, to: ring, kernel: { spectrum: { 1: 2 } } }
  - { from: list, to: list, kernel: { random: { probability: 0.5 } } }
`

/** The base with a piece of it replaced. */
function changed(piece: string, by: string): string {
  if (!base.includes(piece)) throw new Error(`the base has no ${piece}`)
  return base.replace(piece, by)
}

/** The base with more below it, from line 9 on. */
const with_ = (more: string): string => base + more

/** The first connection with more entries; they begin at column 29. */
const joined = (entries: string): string => changed('to: ring, kernel', `to: ring, ${entries}, kernel`)

/** The ring with its own equations, the model from column 55 on. */
const own = (model: string): string => changed('model: lif }', `model: ${model} }`)

/** A connection into the list. */
const sparse = (file: string): string => changed('random: { probability: 0.5 }', `sparse: ${file}`)

const floats = (...values: number[]) => ({ shape: [values.length], data: Float64Array.from(values) })
const whole = (...values: number[]) => ({ shape: [values.length], data: Int32Array.from(values) })
const csr = (more: object = {}) => ({
  data: floats(1, 2),
  indices: whole(0, 2),
  indptr: whole(0, 1, 1, 2),
  shape: whole(3, 3),
  ...more,
})
const npz = (arrays: object) => writeNpz(new Map(Object.entries(arrays)))
const rows = (...values: number[]) =>
  writeNpy({ shape: [values.length / 2, 2], data: Float64Array.from(values) })
const { data, indices, shape } = csr()

/** The format's name as scipy writes it, a scalar array of three bytes. */
function formatFile(name: string): Uint8Array {
  const header = `{'descr': '|S3', 'fortran_order': False, 'shape': (), }`.padEnd(117)
  return new TextEncoder().encode(`${'\x93NUMPY\x01\x00v\x00'}${header}\n${name}`)
}

const files = filesFrom({
  'good.npz': npz(csr()),
  'wide.npz': npz(csr({ shape: whole(3, 4) })),
  'short.npz': npz(csr({ indptr: whole(0, 1, 2) })),
  'falls.npz': npz(csr({ indptr: whole(0, 2, 1, 2) })),
  'far.npz': npz(csr({ indices: whole(0, 3) })),
  'gaps.npz': npz(csr({ data: floats(1, Number.NaN) })),
  'half.npz': npz({ data, indices, shape }),
  'columns.npz': zipSync({ 'format.npy': formatFile('csc') }),
  'other.npz': new TextEncoder().encode('no zip at all'),
  'three.npy': writeNpy({ shape: [2, 3], data: new Float64Array(6) }),
  'trains.npy': rows(1, 0, 2, 8),
  'before.npy': rows(-1, 0),
  'still.npy': rows(0, 1, 0, 2),
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
  populations: [
    [
      'neurons and a space',
      changed('neurons: 3', 'neurons: 3, space: { group: C(3) }'),
      'bad.yaml:4:3: populations.list: expected exactly one of space, neurons, received space and neurons. Keep one of the 2',
    ],
    [
      'no neurons',
      changed('neurons: 3', 'neurons: 0'),
      'bad.yaml:4:11: populations.list.neurons: expected a number of at least 1, received 0',
    ],
    [
      'half a copy',
      changed('model: lif }', 'model: lif, copies: 0.5 }'),
      'bad.yaml:3:60: populations.ring.copies: expected a whole number, received 0.5',
    ],
    [
      'more copies than fit',
      changed('model: lif }', 'model: lif, copies: 10000000 }'),
      'bad.yaml:3:60: populations.ring.copies: expected at most 16777216 neurons, received 80000000. Take fewer copies',
    ],
    [
      'an unknown law',
      changed('model: lif }', 'model: lif, parameters: { tau: { distribution: gauss } } }'),
      'bad.yaml:3:81: populations.ring.parameters.tau.distribution: expected one of normal, uniform, lorentzian, received "gauss"',
    ],
    [
      'a law without its width',
      changed('model: lif }', 'model: lif, parameters: { tau: { distribution: lorentzian, centre: 3 } } }'),
      'bad.yaml:3:74: populations.ring.parameters.tau.width: expected the width of a lorentzian distribution, received nothing. Add the key "width"',
    ],
    [
      'a law with the numbers of another',
      changed(
        'model: lif }',
        'model: lif, parameters: { tau: { distribution: normal, mean: 3, std: 1, width: 2 } } }',
      ),
      'bad.yaml:3:120: populations.ring.parameters.tau.width: expected only mean and std of a normal distribution, received 2. Remove it',
    ],
    [
      'a law the wrong way round',
      changed('model: lif }', 'model: lif, parameters: { tau: { distribution: uniform, from: 3, to: 1 } } }'),
      'bad.yaml:3:113: populations.ring.parameters.tau.to: expected a number above from (3), received 1',
    ],
    [
      'a law below nothing',
      changed(
        'model: lif }',
        'model: lif, parameters: { tau: { distribution: normal, mean: 3, std: -1 } } }',
      ),
      'bad.yaml:3:112: populations.ring.parameters.tau.std: expected a number of at least 0, received -1',
    ],
    [
      'quantiles with a seed',
      changed(
        'model: lif }',
        'model: lif, parameters: { tau: { distribution: normal, mean: 3, std: 1, quantiles: true, seed: 3 } } }',
      ),
      'bad.yaml:3:137: populations.ring.parameters.tau.seed: expected no seed beside quantiles, which are not drawn, received 3. Remove it',
    ],
    [
      'time constants below 0',
      changed(
        'model: lif }',
        'model: lif, parameters: { tau: { distribution: lorentzian, centre: 3, width: 1, quantiles: true } } }',
      ),
      'bad.yaml:3:74: populations.ring.parameters.tau: expected a distribution of time constants above 0, received -2.0273394921258463 for one of the neurons. Take a narrower distribution, or uniform from a number above 0',
    ],
    [
      'a refractory time below 0',
      changed('model: lif }', 'model: lif, parameters: { t_ref: -1 } }'),
      'bad.yaml:3:48: populations.ring.model.spike.refractory: expected a time of 0 or more, received -1',
    ],
    [
      'a law for an unknown parameter',
      changed('model: lif }', 'model: lif, parameters: { tua: { distribution: normal, mean: 3, std: 1 } } }'),
      'bad.yaml:3:74: populations.ring.parameters.tua: expected a parameter of lif (tau, E_L, R, v_th, v_reset, t_ref), received "tua". Did you mean "tau"',
    ],
  ],
  'spike rules': [
    [
      'rate and spike',
      own('{ state: { v: -v }, rate: v, spike: { when: v > 1 } }'),
      'bad.yaml:3:48: populations.ring.model: expected exactly one of rate, spike, received rate and spike. Keep one of the 2',
    ],
    [
      'neither',
      own('{ state: { v: -v } }'),
      'bad.yaml:3:48: populations.ring.model: expected exactly one of rate, spike, received none of them',
    ],
    [
      'when and hazard',
      own('{ state: { v: -v }, spike: { when: v > 1, hazard: 2 } }'),
      'bad.yaml:3:75: populations.ring.model.spike: expected exactly one of when, hazard, received when and hazard. Keep one of the 2',
    ],
    [
      'an unknown key',
      own('{ state: { v: -v }, spike: { when: v > 1, rest: { v: 0 } } }'),
      'bad.yaml:3:97: populations.ring.model.spike.rest: expected one of the keys when, hazard, reset, refractory, clamp, received "rest". Did you mean "reset"',
    ],
    [
      'a reset of an unknown variable',
      own('{ state: { v: -v }, spike: { when: v > 1, reset: { w: 0 } } }'),
      'bad.yaml:3:106: populations.ring.model.spike.reset.w: expected a state variable (v), received "w"',
    ],
    [
      'a clamp of an unknown variable',
      own('{ state: { v: -v }, spike: { when: v > 1, refractory: 2, clamp: [w] } }'),
      'bad.yaml:3:120: populations.ring.model.spike.clamp[0]: expected a state variable (v), received "w"',
    ],
    [
      'a clamp without refractory time',
      own('{ state: { v: -v }, spike: { when: v > 1, clamp: [v] } }'),
      'bad.yaml:3:97: populations.ring.model.spike.clamp: expected a refractory time, in which it holds, received none. Add refractory',
    ],
    [
      'a condition of unknown names',
      own('{ state: { v: -v }, spike: { when: v > v_th } }'),
      'bad.yaml:3:84: populations.ring.model.spike.when: expected a declared name (v, t, I, pi), received "v_th" in "v > v_th"',
    ],
    [
      'the spike train in an equation',
      own('{ state: { v: -v, a: r - a }, spike: { when: v > 1 } }'),
      'bad.yaml:3:73: populations.ring.model.state.a.equation: expected an expression without r, which is a train of spikes here, received "r". Write what a spike does into "reset"',
    ],
    [
      'a named input that is a variable',
      own('{ state: { v: -v }, inputs: [v], spike: { when: v > 1 } }'),
      'bad.yaml:3:84: populations.ring.model.inputs[0]: expected a name that nothing else has, received "v". Rename one of them',
    ],
    [
      'a named input that is a word',
      own('{ state: { v: -v }, inputs: [I], spike: { when: v > 1 } }'),
      'bad.yaml:3:84: populations.ring.model.inputs[0]: expected a name that is no word of the language, received "I". Taken are I, t, r, pi and the functions (abs, acos, asin, atan, atan2, ceil, clamp, cos, cosh, erf, exp, floor, heaviside, log, max, min, mod, relu, round, sigmoid, sign, sin, sinh, softplus, sqrt, tan, tanh, where, mean, phi, sum)',
    ],
    [
      'a transfer that nothing uses',
      changed('model: lif }', 'model: lif, transfer: erf }'),
      'bad.yaml:3:60: populations.ring.transfer: expected no transfer, for lif does not use phi, received "erf". Remove it',
    ],
    [
      'chance without a transfer',
      changed('model: lif }', 'model: poisson }'),
      'bad.yaml:3:3: populations.ring.transfer: expected a transfer function for the model "poisson", received nothing. Add for example "transfer: erf"',
    ],
  ],
  synapses: [
    [
      'an unknown type',
      joined('synapse: { type: expontial, time: 5 }'),
      'bad.yaml:7:40: connections[0].synapse.type: expected one of delta, exponential, alpha, double-exponential, received "expontial". Did you mean "exponential"',
    ],
    [
      'no type',
      joined('synapse: { time: 5 }'),
      'bad.yaml:7:29: connections[0].synapse.type: expected one of delta, exponential, alpha, double-exponential, received nothing',
    ],
    [
      'no time',
      joined('synapse: { type: alpha }'),
      'bad.yaml:7:29: connections[0].synapse.time: expected the time of an alpha synapse, received nothing. Add the key "time"',
    ],
    [
      'a time of 0',
      joined('synapse: { type: alpha, time: 0 }'),
      'bad.yaml:7:53: connections[0].synapse.time: expected a number greater than 0, received 0',
    ],
    [
      'the time of a delta',
      joined('synapse: { type: delta, time: 1 }'),
      'bad.yaml:7:53: connections[0].synapse.time: expected no time of a delta synapse, received 1. Remove it',
    ],
    [
      'the times of a delta',
      joined('synapse: { type: delta, times: 1 }'),
      'bad.yaml:7:53: connections[0].synapse.times: expected no times of a delta synapse, received 1',
    ],
    [
      'a rise of an exponential',
      joined('synapse: { type: exponential, time: 5, rise: 1 }'),
      'bad.yaml:7:68: connections[0].synapse.rise: expected only time of an exponential synapse, received 1. Remove it',
    ],
    [
      'half a double exponential',
      joined('synapse: { type: double-exponential, rise: 1 }'),
      'bad.yaml:7:29: connections[0].synapse.decay: expected the decay of a double-exponential synapse, received nothing. Add the key "decay"',
    ],
    [
      'a rise that is longer',
      joined('synapse: { type: double-exponential, rise: 5, decay: 1 }'),
      'bad.yaml:7:66: connections[0].synapse.rise: expected a time shorter than decay (1), received 5. Exchange the two',
    ],
    [
      'equal times',
      joined('synapse: { type: double-exponential, times: [5, 5] }'),
      'bad.yaml:7:29: connections[0].synapse.rise: expected a time shorter than decay (5), received 5. Equal times are the type alpha',
    ],
    [
      'too many times',
      joined('synapse: { type: alpha, times: [1, 5] }'),
      'bad.yaml:7:53: connections[0].synapse.times: expected time of an alpha synapse, received [1,5]',
    ],
    [
      'a time twice',
      joined('synapse: { type: alpha, time: 1, times: 5 }'),
      'bad.yaml:7:62: connections[0].synapse.times: expected time once, received times and time. Remove one of the two',
    ],
    [
      'an empty list',
      joined('synapse: []'),
      'bad.yaml:7:29: connections[0].synapse: expected a list that is not empty, received []',
    ],
    [
      'the second of a list',
      joined('synapse: [{ type: delta }, { type: exponential }]'),
      'bad.yaml:7:56: connections[0].synapse[1].time: expected the time of an exponential synapse, received nothing. Add the key "time"',
    ],
    [
      'a reversal into a named input',
      joined('synapse: { type: delta, reversal: 0, into: g_e }'),
      'bad.yaml:7:66: connections[0].synapse.into: expected no named input beside reversal, which makes one of its own, received "g_e". Write g*(E - v) into the equations, or leave out one of the two',
    ],
    [
      'a reversal beside into',
      joined('into: I, synapse: { type: delta, reversal: 0 }'),
      'bad.yaml:7:62: connections[0].synapse.reversal: expected no reversal beside "into" of the connection, received 0. Remove one of the two',
    ],
    [
      'a reversal where I is not used',
      own('{ state: { v: -v }, spike: { when: v > 1 } }').replace(
        'to: ring, kernel',
        'to: ring, synapse: { type: delta, reversal: 0 }, kernel',
      ),
      'bad.yaml:7:29: connections[0].synapse[0].reversal: expected a receiving model whose equations use I, to which g (E - v) is added, received "equations". Write I into an equation, or name an input and use "into"',
    ],
    [
      'an unknown input',
      joined('into: g_e'),
      'bad.yaml:7:29: connections[0].into: expected an input of the model lif (I, for it names no others), received "g_e". Use it in your own equations, and add "inputs: [g_e]"',
    ],
    [
      'an unknown input of a model with inputs',
      changed('to: list, kernel', 'to: list, into: g_a, kernel'),
      'bad.yaml:8:29: connections[1].into: expected an input of the model lif-conductance (I or g_e, g_i), received "g_a". Did you mean "g_e"',
    ],
    [
      'an unknown input of a synapse',
      changed('to: list, kernel', 'to: list, synapse: [{ type: delta, into: g_a }], kernel'),
      'bad.yaml:8:54: connections[1].synapse[0].into: expected an input of the model lif-conductance (I or g_e, g_i), received "g_a". Did you mean "g_e"',
    ],
  ],
  'delays and gains': [
    [
      'a negative delay',
      joined('delay: -1'),
      'bad.yaml:7:29: connections[0].delay: expected a number of at least 0, received -1',
    ],
    [
      'a delay in words',
      joined('delay: long'),
      'bad.yaml:7:29: connections[0].delay: expected a number or a mapping, received "long"',
    ],
    [
      'an empty delay',
      joined('delay: {}'),
      'bad.yaml:7:29: connections[0].delay: expected constant, speed or both, received {}',
    ],
    [
      'a speed of 0',
      joined('delay: { speed: 0 }'),
      'bad.yaml:7:38: connections[0].delay.speed: expected a number greater than 0, received 0',
    ],
    [
      'a speed on a list',
      changed('to: list, kernel', 'to: list, delay: { speed: 1 }, kernel'),
      'bad.yaml:8:38: connections[1].delay.speed: expected populations on one and the same space, on which there are distances, received list on list(3) and list on list(3). Give the delay as a constant',
    ],
    [
      'a speed with a plan without distances',
      joined('delay: { speed: 1 }, plan: fft'),
      'bad.yaml:7:50: connections[0].plan: expected gather, dense, sparse or event, which know the distance of every pair, received "fft". Remove it, or give the delay as a constant',
    ],
    [
      'a gain in a coordinate',
      joined('gain: cos(theta)'),
      'bad.yaml:7:29: connections[0].gain: expected a declared name (t, pi), received "theta" in "cos(theta)"',
    ],
    [
      'a gain of a signal that is not there',
      joined('gain: 2*speed'),
      'bad.yaml:7:29: connections[0].gain: expected a declared name (t, pi), received "speed" in "2*speed"',
    ],
    [
      'a gain of means',
      joined('gain: mean(t)'),
      'bad.yaml:7:29: connections[0].gain: expected an expression in t and the signals, received "mean(t)"',
    ],
    [
      'events of rates',
      changed('from: ring, to: ring', 'from: slow, to: ring, plan: event'),
      'bad.yaml:7:29: connections[0].plan: expected a plan for the rates of slow (low-rank, fft, gather, dense or sparse), received "event". Event follows spikes: give the population a spiking model',
    ],
  ],
  'few weights': [
    [
      'a probability above 1',
      changed('probability: 0.5', 'probability: 1.5'),
      'bad.yaml:8:49: connections[1].kernel.random.probability: expected a number of at most 1, received 1.5',
    ],
    [
      'a negative probability',
      changed('probability: 0.5', 'probability: -0.1'),
      'bad.yaml:8:49: connections[1].kernel.random.probability: expected a number of at least 0, received -0.1',
    ],
    [
      'no probability',
      changed('probability: 0.5', 'weight: 1'),
      'bad.yaml:8:39: connections[1].kernel.random.probability: expected a number, received nothing. Add the key "probability"',
    ],
    [
      'autapses between two',
      changed(
        'from: list, to: list, kernel: { random: { probability: 0.5 }',
        'from: list, to: ring, kernel: { random: { probability: 0.5, autapses: false }',
      ),
      'bad.yaml:8:67: connections[1].kernel.random.autapses: expected a population joined to itself, in which alone a neuron could reach itself, received two populations. Remove it',
    ],
    [
      'gains of random weights',
      changed('{ random: { probability: 0.5 } }', '{ random: { probability: 0.5 }, gains: { 1: 2 } }'),
      'bad.yaml:8:69: connections[1].kernel.gains: expected no gains beside a random kernel, which has no irreps, received {"1":2}. Use "scale"',
    ],
    [
      'disorder of random weights',
      changed(
        '{ random: { probability: 0.5 } }',
        '{ random: { probability: 0.5 }, heterogeneity: { std: 1 } }',
      ),
      'bad.yaml:8:69: connections[1].kernel.heterogeneity: expected no heterogeneity beside a random kernel, most of whose weights are not there, received {"std":1,"seed":1}. Remove it, or write a "matrix"',
    ],
    [
      'a spectrum on a list',
      changed('random: { probability: 0.5 }', 'spectrum: { 0: 1 }'),
      'bad.yaml:8:29: connections[1].kernel: expected matrix, random or sparse, for a list of neurons has no group, received spectrum. Give the populations one space, such as { group: "C(100)" }',
    ],
    [
      'no file',
      sparse('none.npz'),
      'bad.yaml:8:39: connections[1].kernel.sparse: expected a file that can be read, received "none.npz". Check the path and the folder',
    ],
    [
      'no zip',
      sparse('other.npz'),
      'bad.yaml:8:39: connections[1].kernel.sparse: expected an .npz file, received other bytes (invalid zip data). Save it with scipy.sparse.save_npz(file, matrix.tocsr())',
    ],
    [
      'compressed columns',
      sparse('columns.npz'),
      'bad.yaml:8:39: connections[1].kernel.sparse: expected a sparse matrix in the format csr, received "csc". Save it with scipy.sparse.save_npz(file, matrix.tocsr())',
    ],
    [
      'a file without rows',
      sparse('half.npz'),
      'bad.yaml:8:39: connections[1].kernel.sparse: expected the arrays data, indices, indptr and shape of a CSR matrix, received none called indptr (data, indices, shape). Save it with scipy.sparse.save_npz(file, matrix.tocsr())',
    ],
    [
      'another shape',
      sparse('wide.npz'),
      'bad.yaml:8:39: connections[1].kernel.sparse: expected a matrix of shape [3, 3] (to, from), received shape [3, 4] in "wide.npz"',
    ],
    [
      'too few rows',
      sparse('short.npz'),
      'bad.yaml:8:39: connections[1].kernel.sparse.indptr: expected 4 numbers, one more than rows, received 3. Save the matrix with scipy.sparse.save_npz as CSR',
    ],
    [
      'rows that fall',
      sparse('falls.npz'),
      'bad.yaml:8:39: connections[1].kernel.sparse.indptr: expected whole numbers that never decrease, received 1 after 2 at row 1. Save the matrix with scipy.sparse.save_npz as CSR',
    ],
    [
      'a column beyond',
      sparse('far.npz'),
      'bad.yaml:8:39: connections[1].kernel.sparse.indices: expected columns 0 to 2, received 3 at entry 1. Save the matrix with scipy.sparse.save_npz as CSR',
    ],
    [
      'a weight that is none',
      sparse('gaps.npz'),
      'bad.yaml:8:39: connections[1].kernel.sparse.data: expected finite numbers, received NaN at entry 1. Save the matrix with scipy.sparse.save_npz as CSR',
    ],
  ],
  'trains of events': [
    [
      'a negative rate',
      with_('inputs: [{ to: ring, poisson: { rate: cos(theta) } }]'),
      'bad.yaml:9:33: inputs[0].poisson.rate: expected a rate of 0 or more everywhere, received -0.7071067811865475 at point 3',
    ],
    [
      'no rate',
      with_('inputs: [{ to: ring, poisson: { weight: 1 } }]'),
      'bad.yaml:9:22: inputs[0].poisson.rate: expected text or a number, received nothing. Add the key "rate"',
    ],
    [
      'a rate of unknown names',
      with_('inputs: [{ to: ring, poisson: { rate: 2*s } }]'),
      'bad.yaml:9:33: inputs[0].poisson.rate: expected a declared name (theta, distance, pi), received "s" in "2*s"',
    ],
    [
      'trains of three columns',
      with_('inputs: [{ to: ring, spikes: { file: three.npy } }]'),
      'bad.yaml:9:32: inputs[0].spikes.file: expected an array of shape [rows, 2], each row (time, neuron), received shape [2, 3] in "three.npy"',
    ],
    [
      'a neuron that is not there',
      with_('inputs: [{ to: ring, spikes: { file: trains.npy } }]'),
      'bad.yaml:9:32: inputs[0].spikes.file: expected neurons 0 to 7 of ring, received 8 at row 1',
    ],
    [
      'spikes before the start',
      with_('inputs: [{ to: ring, spikes: { file: before.npy } }]'),
      'bad.yaml:9:32: inputs[0].spikes.file: expected times of 0 or more, received -1 at row 0',
    ],
    [
      'a synapse of a constant',
      with_('inputs: [{ to: ring, constant: 1, synapse: { type: alpha, time: 1 } }]'),
      'bad.yaml:9:35: inputs[0].synapse: expected poisson or spikes, which a synapse filters, received {"type":"alpha","time":1,"weight":1}. Remove it',
    ],
    [
      'two synapses of an input',
      with_(
        'inputs: [{ to: ring, poisson: { rate: 1 }, synapse: [{ type: delta }, { type: alpha, time: 1 }] }]',
      ),
      'bad.yaml:9:44: inputs[0].synapse: expected one synapse of an input, received a list of 2. Send the trains to a population of the model relay, and connect that',
    ],
    [
      'into twice',
      with_('inputs: [{ to: list, into: g_e, poisson: { rate: 1 }, synapse: { type: delta, into: g_i } }]'),
      'bad.yaml:9:79: inputs[0].synapse.into: expected no into beside "into" of the input, received "g_i". Remove one of the two',
    ],
    [
      'an unknown input',
      with_('inputs: [{ to: ring, into: g_e, constant: 1 }]'),
      'bad.yaml:9:22: inputs[0].into: expected an input of the model lif (I, for it names no others), received "g_e". Use it in your own equations, and add "inputs: [g_e]"',
    ],
    [
      'a velocity of spikes',
      with_('inputs: [{ to: ring, velocity: 1 }]'),
      'bad.yaml:9:22: inputs[0].velocity: expected rates whose connections act at once, for their input is shifted, received a spiking model in ring. Add a connection with the derivative of the kernel, and the velocity as its "gain"',
    ],
    [
      'a velocity beside a delay',
      with_('inputs: [{ to: slow, velocity: 1 }]').replace(
        'from: ring, to: ring',
        'from: slow, to: slow, delay: 1',
      ),
      'bad.yaml:9:22: inputs[0].velocity: expected rates whose connections act at once, for their input is shifted, received spikes, a synapse, a delay or a gain in connections[0]. Add a connection with the derivative of the kernel, and the velocity as its "gain"',
    ],
  ],
  signals: [
    [
      'a name that is taken',
      with_('signals: { sin: t }'),
      'bad.yaml:9:12: signals.sin: expected a name that is no word of the language, received "sin". Taken are I, t, r, pi and the functions (abs, acos, asin, atan, atan2, ceil, clamp, cos, cosh, erf, exp, floor, heaviside, log, max, min, mod, relu, round, sigmoid, sign, sin, sinh, softplus, sqrt, tan, tanh, where, mean, phi, sum)',
    ],
    [
      'a name that is a coordinate',
      with_('signals: { theta: t }'),
      'bad.yaml:9:12: signals.theta: expected a name that is no coordinate of ring, received "theta". Rename the signal',
    ],
    [
      'a name that is a parameter',
      with_('signals: { tau: t }'),
      'bad.yaml:9:12: signals.tau: expected a name that is no variable or parameter of ring, received "tau". Rename the signal',
    ],
    [
      'a signal that comes later',
      with_('signals: { a: b, b: t }'),
      'bad.yaml:9:12: signals.a: expected a declared name (t, pi), received "b"',
    ],
    [
      'a mean',
      with_('signals: { a: mean(t) }'),
      'bad.yaml:9:12: signals.a: expected an expression at one point, received mean(...). Only a model has reductions',
    ],
    [
      'an expression and a file',
      with_('signals: { a: { expression: t, file: still.npy } }'),
      'bad.yaml:9:12: signals.a: expected exactly one of expression, file, received expression and file. Keep one of the 2',
    ],
    [
      'times that stand still',
      with_('signals: { a: { file: still.npy } }'),
      'bad.yaml:9:17: signals.a.file: expected times that increase, received 0 after 0 at row 1',
    ],
    [
      'three columns',
      with_('signals: { a: { file: three.npy } }'),
      'bad.yaml:9:17: signals.a.file: expected an array of shape [rows, 2], each row (time, value), received shape [2, 3] in "three.npy"',
    ],
  ],
  'noise, start and record of single variables': [
    [
      'noise of an unknown population',
      with_('noise: { rnig: { v: 0.1 } }'),
      'bad.yaml:9:10: noise.rnig: expected one of the keys sigma, tau_c, or the name of a population (ring, list, slow), received "rnig". Did you mean "ring"',
    ],
    [
      'noise of an unknown variable',
      with_('noise: { ring: { x: 0.1 } }'),
      'bad.yaml:9:18: noise.ring.x: expected a state variable of ring (v), received "x"',
    ],
    [
      'noise of all and of one',
      with_('noise: { sigma: 1, ring: { v: 0.1 } }'),
      'bad.yaml:9:1: noise: expected sigma and tau_c for all populations, or populations instead, received sigma and ring. Write for example { sheet: { x: 0.1 } }',
    ],
    [
      'negative noise',
      with_('noise: { ring: { v: -0.1 } }'),
      'bad.yaml:9:18: noise.ring.v: expected a number of at least 0, received -0.1',
    ],
    [
      'noise in words',
      with_('noise: { ring: { v: loud } }'),
      'bad.yaml:9:18: noise.ring.v: expected a number or a mapping, received "loud"',
    ],
    [
      'a number for a population',
      with_('noise: { ring: 0.1 }'),
      'bad.yaml:9:10: noise.ring: expected a mapping, received 0.1',
    ],
    [
      'a start of an unknown variable',
      with_('simulation: { initial: { ring: { x: 1 } } }'),
      'bad.yaml:9:34: simulation.initial.ring.x: expected a state variable of ring (v), received "x"',
    ],
    [
      'a start of an unknown population',
      with_('simulation: { initial: { rnig: { v: 1 } } }'),
      'bad.yaml:9:26: simulation.initial.rnig: expected one of the keys random, expression, values, file, or the name of a population (ring, list, slow), received "rnig". Did you mean "ring"',
    ],
    [
      'a start of all and of one',
      with_('simulation: { initial: { random: 1, ring: { v: 1 } } }'),
      'bad.yaml:9:15: simulation.initial: expected exactly one of random, expression, values, file, or populations instead, received random and ring. Keep one of the 2',
    ],
    [
      'a start of two kinds',
      with_('simulation: { initial: { ring: { v: { random: 1, uniform: [0, 1] } } } }'),
      'bad.yaml:9:34: simulation.initial.ring.v: expected exactly one of random, expression, values, file, uniform, received random and uniform. Keep one of the 2',
    ],
    [
      'a start the wrong way round',
      with_('simulation: { initial: { ring: { v: { uniform: [1, 0] } } } }'),
      'bad.yaml:9:39: simulation.initial.ring.v.uniform: expected two numbers, the smaller first, received [1,0]',
    ],
    [
      'values for fewer than all copies',
      with_('simulation: { initial: { ring: { v: { values: [1, 2, 3, 4, 5, 6, 7, 8] } } } }').replace(
        'model: lif }',
        'model: lif, copies: 2 }',
      ),
      'bad.yaml:9:39: simulation.initial.ring.v.values: expected 16 numbers, one for each neuron of ring, received 8',
    ],
    [
      'spikes of rates',
      'goldstone: 1\npopulations: { a: { space: { group: C(3) }, transfer: erf } }\nrecord: { quantities: [rate, spikes] }',
      'bad.yaml:3:30: record.quantities[1]: expected a quantity of rate models, for no population spikes, received "spikes". Record "rate", or give a population a spiking model',
    ],
    [
      'most of what is not kept',
      with_('record: { most: 100 }'),
      'bad.yaml:9:11: record.most: expected the quantity spikes, of which it is the limit, received 100. Remove it',
    ],
    [
      'none at most',
      with_('record: { quantities: [spikes], most: 0 }'),
      'bad.yaml:9:33: record.most: expected a number of at least 1, received 0',
    ],
  ],
}

describe.each(Object.entries(bad))('%s', (_, cases) => {
  it.each(cases)('%s', async (_, given, message) => {
    expect(await messageOf(given)).toBe(message)
  })
})

describe('a step in which the method alone makes neurons fire', () => {
  const quadratic = (method: string, dt: number) =>
    `goldstone: 1
populations: { ring: { space: { group: SO(2), samples: 8 }, model: qif } }
simulation: { dt: ${dt}, method: ${method} }`
  const refused = (dt: number, most: number) =>
    `bad.yaml:3:15: simulation.dt: expected a step in which a neuron of ring that has just fired, and is not driven, does not fire again, received ${dt}. Take at most ${most}`

  it.each([
    ['heun', 0.05, 0.0125],
    ['heun', 0.02, 0.01],
    ['euler', 0.05, 0.0125],
    ['rk4', 0.05, 0.025],
  ])('is refused: %s with %d', async (method, dt, most) => {
    expect(await messageOf(quadratic(method, dt))).toBe(refused(dt, most))
    await loadExperiment(quadratic(method, most))
  })

  it('is not one in which a neuron fires by itself', async () => {
    for (const equation of ['I + 100', 'I']) {
      const rule = equation === 'I' ? 'x > -1' : 'x > 1'
      await loadExperiment(`goldstone: 1
populations: { a: { neurons: 2, model: { state: { x: ${equation} }, spike: { when: ${rule}, reset: { x: 0 } } } } }`)
    }
  })
})

it('tells the line of what is found on the way', async () => {
  const run = async (more: string) => {
    const loaded = await loadExperiment(with_(more), { name: 'bad.yaml' })
    return simulate(loaded)
  }
  const falling = 'inputs: [{ to: ring, poisson: { rate: 1 - t } }]'
  await expect(run(falling)).rejects.toThrow(/^bad.yaml:9:33: inputs\[0\].poisson.rate: expected a rate/)
  const many = 'inputs: [{ to: ring, constant: 100 }]\nrecord: { quantities: [spikes], most: 5 }'
  await expect(run(many)).rejects.toThrow(/^bad.yaml:10:33: record.most: expected at most 5 spikes/)
  const loaded = await loadExperiment(with_(many), { name: 'bad.yaml' })
  const watched = async () => {
    for await (const _ of simulate(loaded));
  }
  await expect(watched()).rejects.toThrow(/^bad.yaml:10:33: record.most/)
})

it('accepts what they are made of', async () => {
  for (const given of [base, sparse('good.npz')]) await loadExperiment(given, { files })
})
