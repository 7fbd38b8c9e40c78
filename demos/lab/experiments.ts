/// <reference types="vite/client" />
/** The experiments that the page offers: those of demos/experiments, each a text fetched when it is chosen. */
import openingText from './opening.yaml?raw'

const files = import.meta.glob<string>('../experiments/*.yaml', { query: '?raw', import: 'default' })

export interface Offer {
  readonly name: string
  readonly title: string
  text(): Promise<string>
}

/** In the order in which one might meet them. */
const titles: Readonly<Record<string, string>> = {
  'ring.yaml': 'Ring attractor',
  'drifting-ring.yaml': 'A bump that drifts',
  'threshold-linear-ring.yaml': 'Threshold-linear ring',
  'six-neurons.yaml': 'Six neurons, exactly continuous',
  'excitatory-inhibitory-ring.yaml': 'Excitation and inhibition',
  'normalised-cann.yaml': 'Divisive normalisation',
  'two-circles-on-a-torus.yaml': 'Two circles, at rest',
  'grid-cell-torus.yaml': 'Hexagonal grid-cell torus',
  'million-neuron-torus.yaml': 'A million neurons',
  'sphere.yaml': 'Directions on the sphere',
  'so3.yaml': 'Orientations on SO(3)',
  'dihedral.yaml': 'Dihedral group',
  's4.yaml': 'Permutations of four',
}

export const offers: readonly Offer[] = [
  { name: 'opening.yaml', title: 'Two circles on a torus', text: async () => openingText },
  ...Object.entries(files)
    .map(([path, read]) => ({ name: path.slice(path.lastIndexOf('/') + 1), read }))
    .sort((a, b) => rank(a.name) - rank(b.name))
    .map(({ name, read }) => ({ name, title: titles[name] ?? name.replace(/\.yaml$/, ''), text: read })),
]

function rank(name: string): number {
  const at = Object.keys(titles).indexOf(name)
  return at < 0 ? Number.POSITIVE_INFINITY : at
}
