/** One run for Node and for the page: a noisy ring, so that random bits are compared too. */
export const experimentText = `
goldstone: 1
title: Ring in a page
populations:
  ring: { space: { group: "C(64)" }, model: rate, transfer: erf }
connections:
  - { from: ring, to: ring, kernel: { spectrum: { "1": 2, "2": 0.5 } } }
noise: { sigma: 0.02 }
simulation: { dt: 0.05, duration: 20, method: heun, replicas: 3, seed: 5, initial: { random: 0.5 } }
record: { every: 400, quantities: [state] }
`
