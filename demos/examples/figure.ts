/** Draws a run as the command line does, and prints the figure: SVG, whose text is text. */
import { loadExperiment, runFigure, simulate } from '../../src/index.ts'

const experiment = await loadExperiment(`
goldstone: 1
title: A ring of sixty-four neurons
populations:
  ring: { space: { group: SO(2), samples: 64 }, transfer: erf }
connections:
  - { from: ring, to: ring, kernel: { spectrum: { 1: 2 } } }
noise: { sigma: 0.2 }
simulation: { dt: 0.05, duration: 40, replicas: 8, initial: { random: 0.5 } }
record: { every: 4, quantities: [activity, order, position] }
`)
console.log(runFigure(await simulate(experiment), experiment.network, { theme: 'light' }))
