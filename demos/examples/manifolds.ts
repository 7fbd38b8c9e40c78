/** Certifies a network and lists every manifold of equilibria that was found, attracting or not. */
import { certify, loadExperiment } from '../../src/index.ts'

const experiment = await loadExperiment(`
goldstone: 1
populations:
  sheet: { space: { group: T(2), samples: [24, 24] }, transfer: erf }
connections:
  - { from: sheet, to: sheet, kernel: { spectrum: { "1,0": 2, "0,1": 2 } } }
`)
const { symmetry, manifolds } = await certify(experiment)
console.log(`symmetry ${symmetry.group}`)
for (const { id, topology, dimension, stability, gap, verdict } of manifolds)
  console.log(`${id}: ${topology}, dimension ${dimension}, ${stability}, gap ${gap?.toFixed(6)}: ${verdict}`)
