/// <reference types="vite/client" />
/** The experiments that the page offers: those of demos/experiments and demos/spiking, each a text fetched when chosen. */
import openingText from './opening.yaml?raw'

const files = {
  ...import.meta.glob<string>('../experiments/*.yaml', { query: '?raw', import: 'default' }),
  ...import.meta.glob<string>('../spiking/*.yaml', { query: '?raw', import: 'default' }),
}

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
  'spiking/ring.yaml': 'Spikes: a ring that remembers',
  'spiking/head-direction.yaml': 'Spikes: head direction',
  'spiking/grid-cells.yaml': 'Spikes: grid cells',
  'spiking/sphere.yaml': 'Spikes: a bump on the sphere',
  'spiking/mean-field.yaml': 'Spikes beside their mean field',
  'spiking/cuba.yaml': 'Spikes: 4,000 neurons, currents',
  'spiking/coba.yaml': 'Spikes: 4,000 neurons, conductances',
}

export const offers: readonly Offer[] = [
  { name: 'opening.yaml', title: 'Two circles on a torus', text: async () => openingText },
  ...Object.entries(files)
    .map(([path, read]) => ({ key: path.replace(/^\.\.\/(experiments\/)?/, ''), read }))
    .sort((a, b) => rank(a.key) - rank(b.key))
    .map(({ key, read }) => {
      const name = key.slice(key.lastIndexOf('/') + 1)
      return { name, title: titles[key] ?? name.replace(/\.yaml$/, ''), text: read }
    }),
]

function rank(key: string): number {
  const at = Object.keys(titles).indexOf(key)
  return at < 0 ? Number.POSITIVE_INFINITY : at
}
