/**
 * What the page and its workers say to each other: plain data, copied or transferred. The simulation's worker
 * holds the network, the device and every view's canvas; the certificate's worker holds nothing between
 * questions but the network it was last told. Numbers of pixels are CSS pixels, angles radians.
 */
import type { SpikingReport } from '../../src/analysis/report.ts'
import type { Certificate, CertifyProgress, Eigenvalue, Stability } from '../../src/index.ts'

/** An experiment as written, and the files that it names. */
export interface Source {
  /** YAML or JSON */
  readonly text: string
  /** for messages: `ring.yaml:12:5 ...` */
  readonly name: string
  readonly files?: Readonly<Record<string, Uint8Array>>
}

/** Where something went wrong, for the line of the editor and for a sentence. */
export interface Refusal {
  /** the whole message, as InputError tells it */
  readonly message: string
  /** `connections[0].kernel`; empty where there is none */
  readonly place: string
  /** 1, 2, ... in the text; null where there is none */
  readonly line: number | null
  readonly column: number | null
}

/** How activity lies in its view. */
export type Form = 'natural' | 'sheet' | 'surface' | 'graph' | 'curve'

/** What can be drawn. Every view but `phase` shows one population; `variable` is `rate` or a variable of its model. */
export type ViewSpec =
  /** activity on its space: ring, sheet or surface of the torus, sphere, rotations, Cayley graph; replica by replica */
  | {
      readonly kind: 'activity'
      readonly population: string
      readonly variable: string
      readonly as: Form
      readonly replica: number
    }
  /** the state of every replica among the manifolds, with a trail of the followed one */
  | { readonly kind: 'phase'; readonly axes: 'order' | 'principal'; readonly replica: number }
  /** neurons across, time down */
  | {
      readonly kind: 'heat'
      readonly population: string
      readonly variable: string
      readonly replica: number
    }
  /** order parameters (rms of each irrep) against time */
  | { readonly kind: 'series'; readonly population: string; readonly replica: number }
  /** spikes: neurons above one another, time to the right */
  | { readonly kind: 'raster'; readonly population: string; readonly replica: number }

/** What a view says of itself, for its caption, its legend and a screen reader. */
export interface ViewWords {
  /** `activity on the sheet` */
  readonly caption: string
  /** what is seen now in one sentence: `one bump near theta = 0.4, largest rate 0.92` */
  readonly described: string
  /** names of axes, of a colour bar's ends, of curves */
  readonly legend: readonly LegendEntry[]
  /** forms in which it could be shown as well, for `as` */
  readonly forms: readonly string[]
}

export type LegendEntry =
  | {
      readonly kind: 'colours'
      readonly map: 'sequential' | 'diverging' | 'cyclic'
      readonly from: number
      readonly to: number
      readonly name: string
    }
  | {
      readonly kind: 'line'
      readonly colour: string
      readonly dash: readonly number[]
      readonly name: string
    }
  | { readonly kind: 'axis'; readonly name: string }

/** A gesture of the pointer on a view, or of the keyboard standing for it. */
export type Tool = 'kick' | 'inhibit' | 'drag' | 'turn'

export interface Hand {
  readonly tool: Tool
  readonly phase: 'down' | 'move' | 'up' | 'leave'
  readonly x: number
  readonly y: number
  /** geodesic radius of the brush as a share of the largest distance on the space, 0 ... 1 */
  readonly radius: number
  /** what the brush adds to the first variable in the unit of time of a second's stroke */
  readonly strength: number
}

/** Page to the simulation's worker. `id` comes back with the answer. */
export type Ask =
  | { readonly kind: 'begin'; readonly backend: 'auto' | 'webgpu' | 'cpu'; readonly dark: boolean }
  /** a new experiment: the state is the initial one, or `state` ([population][variable][neuron] of replica 0) */
  | {
      readonly kind: 'open'
      readonly id: number
      readonly source: Source
      readonly state?: Float32Array
      readonly step?: number
    }
  /** the same experiment with other numbers; the state goes on where it can. `source` is the whole new text */
  | { readonly kind: 'change'; readonly id: number; readonly source: Source }
  | { readonly kind: 'play' }
  | { readonly kind: 'pause' }
  | { readonly kind: 'step'; readonly steps: number }
  /** back to the initial state, with another seed when one is given */
  | { readonly kind: 'reset'; readonly seed?: number }
  /** units of the network's time in a second of the person's */
  | { readonly kind: 'speed'; readonly perSecond: number }
  | { readonly kind: 'visible'; readonly visible: boolean }
  | { readonly kind: 'theme'; readonly dark: boolean }
  | {
      readonly kind: 'view'
      readonly view: string
      readonly spec: ViewSpec
      readonly canvas?: OffscreenCanvas
      readonly width: number
      readonly height: number
      readonly ratio: number
    }
  | {
      readonly kind: 'resize'
      readonly view: string
      readonly width: number
      readonly height: number
      readonly ratio: number
    }
  | { readonly kind: 'close'; readonly view: string }
  | { readonly kind: 'hand'; readonly view: string; readonly hand: Hand }
  /** turns the camera of a view by angles; `zoom` multiplies; all at rest: back to where it began */
  | {
      readonly kind: 'camera'
      readonly view: string
      readonly yaw: number
      readonly pitch: number
      readonly zoom: number
      readonly home?: boolean
    }
  /** puts every replica (or one) into a state, [population][variable][neuron] */
  | { readonly kind: 'place'; readonly state: Float32Array; readonly replica?: number }
  /** adds `strength` times a direction to the state of every replica (or one) */
  | {
      readonly kind: 'push'
      readonly direction: Float32Array
      readonly strength: number
      readonly replica?: number
    }
  /** the manifolds that phase views draw; empty takes them away */
  | { readonly kind: 'manifolds'; readonly portrait: Portrait | null }
  | { readonly kind: 'state'; readonly id: number; readonly replica: number }
  | { readonly kind: 'picture'; readonly id: number; readonly view: string; readonly scale: number }
  /** runs the experiment as it is written, from its beginning, beside the live one, as the command line does */
  | { readonly kind: 'export'; readonly id: number }
  | { readonly kind: 'cancel'; readonly id: number }
  /** for tests and the foot of the page: counts since the last such question */
  | { readonly kind: 'counts'; readonly id: number }
  /** of a network on the reference engine: back to the device, or to another where there is none; `begun` tells */
  | { readonly kind: 'retry' }
  /** loses the device as a driver would, for tests */
  | { readonly kind: 'lose' }

/** The simulation's worker to the page. */
export type Tell =
  /** which engine computes, at first and whenever a network is taken by another; then canvases are as in `recovered` */
  | {
      readonly kind: 'begun'
      readonly backend: 'webgpu' | 'cpu'
      readonly device: string
      readonly why: string
    }
  | { readonly kind: 'opened'; readonly id: number; readonly network: NetworkSummary }
  /** how a change was taken: numbers alone, a new structure with the state kept, or a new state as well */
  | {
      readonly kind: 'changed'
      readonly id: number
      readonly taken: 'numbers' | 'structure' | 'state'
      readonly network: NetworkSummary
    }
  | { readonly kind: 'refused'; readonly id: number; readonly refusal: Refusal }
  /** a few times a second */
  | { readonly kind: 'status'; readonly status: Status }
  | { readonly kind: 'words'; readonly view: string; readonly words: ViewWords }
  /** the state left what the engine can hold; it stands still until it is reset or changed */
  | { readonly kind: 'diverged'; readonly said: string }
  | { readonly kind: 'lost'; readonly reason: string }
  /** with another backend than before canvases are bound to the old one: send each view anew, on a new canvas */
  | {
      readonly kind: 'recovered'
      readonly backend: 'webgpu' | 'cpu'
      readonly device: string
      readonly said: string
    }
  | { readonly kind: 'state'; readonly id: number; readonly state: Float32Array; readonly step: number }
  | { readonly kind: 'picture'; readonly id: number; readonly png: Uint8Array }
  | { readonly kind: 'exporting'; readonly id: number; readonly done: number; readonly of: number }
  /** the recording as the command line writes it */
  | { readonly kind: 'exported'; readonly id: number; readonly npz: Uint8Array; readonly status: string }
  | { readonly kind: 'counts'; readonly id: number; readonly counts: Counts }
  /** a fault of ours, in its own words; with the id of the question that met it */
  | { readonly kind: 'fault'; readonly id?: number; readonly message: string }

export interface NetworkSummary {
  readonly title: string
  readonly populations: readonly {
    readonly name: string
    /** `SO(2), 128 neurons` */
    readonly space: string
    readonly neurons: number
    /** whether its neurons fire; else they have rates */
    readonly spikes: boolean
    readonly variables: readonly string[]
    /** labels of the irreps that the connections speak of */
    readonly labels: readonly string[]
    /** in which its activity can be shown, the natural one first */
    readonly forms: readonly Form[]
  }[]
  readonly replicas: number
  readonly dt: number
  readonly seed: number
  /** `low-rank; resident: 128 neurons fit a workgroup of 32 threads ...` */
  readonly plan: string
  /** units of time a second in which it is best watched; null where nothing is known of it */
  readonly pace: number | null
  /** views that this network asks for first */
  readonly views: readonly ViewSpec[]
  /** of each connection: where the kernel is one of a distance or angle its values, and its coefficients */
  readonly kernels: readonly {
    readonly place: string
    readonly name: string
    readonly spectrum: readonly {
      readonly label: string
      readonly size: number
      readonly multiplicity: number
    }[]
    /** J along the first coordinate from the identity; null where there is no such line */
    readonly profile: {
      readonly at: Float64Array
      readonly values: Float64Array
      readonly coordinate: string
    } | null
  }[]
}

export interface Status {
  readonly playing: boolean
  readonly step: number
  /** in the network's unit */
  readonly time: number
  readonly stepsPerSecond: number
  readonly framesPerSecond: number
  /** whether the device cannot keep up with the speed asked for */
  readonly behind: boolean
  /** bytes of buffers and textures on the device, or of arrays of the reference engine */
  readonly memory: number
}

export interface Counts {
  readonly frames: number
  readonly steps: number
  /** bytes of device memory mapped for reading, for whatever reason */
  readonly mapped: number
  /** of these, for the snapshots from which a lost device is recovered, taken every few seconds */
  readonly kept: number
  readonly compiled: number
}

/** What phase views draw besides states: the manifolds of a certificate in the space of states. */
export interface Portrait {
  readonly bodies: readonly {
    readonly id: string
    readonly stability: Stability
    readonly shape: 'points' | 'curve' | 'surface' | 'cloud'
    readonly pinned: boolean
    /** states, [population][variable][neuron] each, one strand after the other */
    readonly strands: readonly (readonly Float32Array[])[]
    /** surfaces: vertices rows x columns of a mesh whose rows and columns may close on themselves */
    readonly mesh?: {
      readonly rows: number
      readonly columns: number
      readonly states: readonly Float32Array[]
    }
  }[]
}

/** Page to the certificate's worker. */
export type CertifyAsk =
  | {
      readonly kind: 'certify'
      readonly id: number
      readonly source: Source
      readonly starts?: number
      readonly seed?: number
    }
  | { readonly kind: 'cancel'; readonly id: number }
  /** spectrum and directions of the network linearised at a state; `nearest` first solves for the rest near it */
  | {
      readonly kind: 'spectrum'
      readonly id: number
      readonly source: Source
      readonly state: Float32Array
      readonly nearest: boolean
    }

/** A certificate as a message carries it: without the rate model of a network that spikes. */
export type ToldCertificate = Omit<Certificate, 'spiking'> & {
  readonly spiking?: Omit<SpikingReport, 'network'>
}

/** The certificate's worker to the page. */
export type CertifyTell =
  | { readonly kind: 'progress'; readonly id: number; readonly progress: CertifyProgress }
  | {
      readonly kind: 'certified'
      readonly id: number
      readonly certificate: ToldCertificate
      readonly portrait: Portrait
    }
  | {
      readonly kind: 'spectrum'
      readonly id: number
      readonly spectrum: readonly Eigenvalue[]
      readonly directions: readonly Direction[]
      readonly state: Float32Array
    }
  | { readonly kind: 'refused'; readonly id: number; readonly refusal: Refusal }
  | { readonly kind: 'fault'; readonly id: number; readonly message: string }

/** A direction in which a state can be pushed, of root mean square 1 over the neurons. */
export interface Direction {
  /** `along the manifold, translation of theta`, `unstable, 1,1`, `transverse, slowest` */
  readonly name: string
  readonly kind: 'tangent' | 'unstable' | 'transverse'
  readonly eigenvalue: { readonly re: number; readonly im: number }
  readonly vector: Float32Array
}
