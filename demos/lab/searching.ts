/** How far the search of a certificate is, in words. */
import type { CertifyProgress } from '../../src/index.ts'

const phases: Readonly<Record<CertifyProgress['phase'], string>> = {
  symmetry: 'its symmetry',
  homogeneous: 'homogeneous states',
  branch: 'states that branch off',
  random: 'random starts',
  simulated: 'simulated ends',
  deflated: 'what was not met yet',
  given: 'states that were given',
  ray: 'rays from what was found',
  orbit: 'round pinned orbits',
  edge: 'edges between basins',
  kicked: 'where kicks led',
  certifying: 'certifying',
  rotating: 'rotating states',
  nearest: 'the nearest convolution',
  simulating: 'the spikes themselves',
  measuring: 'the rate model of the spikes',
}

export function searchWords({ phase, done, of, found }: CertifyProgress): string {
  return `${phases[phase] ?? phase}, ${done} of ${of}${found > 0 ? ` · ${found} found` : ''}`
}
