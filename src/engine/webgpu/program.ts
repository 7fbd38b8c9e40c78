/**
 * What a device will do, as plain data: buffers, pipelines by their text, and the passes of one step in
 * order. It is made without a device, hashed, printed and tested; the runner only carries it out.
 *
 * Memory is float32 (or uint32), replica outermost as on the host: state [replica][population][variable]
 * [neuron], rates and inputs [replica][population][neuron].
 */
import type { Network } from '../../model/network.ts'
import type { Expression } from '../../model/tree.ts'

/** WGSL element types of a buffer. */
export type Element = 'f32' | 'u32' | 'i32' | 'vec2f'

export interface BufferSpec {
  readonly name: string
  readonly bytes: number
  readonly element: Element
  /** for a person: `E of connections[0], 4 columns of 2304` */
  readonly holds: string
  /** initial contents, at most `bytes` long; null is zeros */
  readonly contents: ArrayBufferView | null
  /**
   * true for what the next step starts from (noise that remembers, say): a snapshot holds these and the
   * buffer named `state`, and a run that goes on from it has the rest made anew
   */
  readonly kept?: boolean
}

export type Access = 'read' | 'read-write'

/** One dispatch. Its text is the structure; numbers stand in buffers, so equal texts share a pipeline. */
export interface Pass {
  /** for a person: `project connections[0]` */
  readonly name: string
  readonly wgsl: string
  readonly entry: string
  /** buffer names in the order of @group(0) @binding(0), 1, ...; their access as the text declares it */
  readonly bindings: readonly { readonly buffer: string; readonly access: Access }[]
  /**
   * true when the text declares @group(1) @binding(0) var<uniform> clock: Clock, see `Clock`; the runner
   * binds it with a dynamic offset for the step and stage at hand
   */
  readonly clock: boolean
  readonly workgroups: readonly [number, number, number]
  readonly workgroupSize: number
  /** bytes of var<workgroup> */
  readonly workgroupBytes: number
  /** estimates of one dispatch, all replicas */
  readonly flops: number
  /** bytes read and written in device memory */
  readonly bytes: number
  /** workgroupBarrier() calls that one invocation passes */
  readonly barriers: number
}

/**
 * The uniform of a pass: 32 bytes, little endian.
 * struct Clock { stepLow: u32, stepHigh: u32, stage: u32, count: u32, time: f32, dt: f32, root: f32, pad: f32 },
 * behind it the values of `signals`.
 * step is the number of the step that begins, `time` its time plus the stage's fraction, `count` the steps
 * that a resident pass takes in this dispatch, `root` = sqrt(dt).
 */
export interface Clock {
  readonly step: number
  readonly stage: number
  readonly count: number
  readonly time: number
}

export interface DeviceProgram {
  readonly mode: 'resident' | 'streamed'
  /** one sentence: why this mode */
  readonly why: string
  readonly buffers: readonly BufferSpec[]
  /** before the first step; their clock is that of step 0 and says count 0, so that a resident pass only records */
  readonly begin: readonly Pass[]
  /**
   * streamed: the passes of one step, each with the stage whose clock it sees.
   * resident: one pass that takes `clock.count` steps.
   */
  readonly step: readonly { readonly pass: Pass; readonly stage: number }[]
  /** fraction of dt at which each stage stands */
  readonly stageFractions: readonly number[]
  /** after every k-th step: reduce what is recorded into the buffer `frame` */
  readonly record: readonly Pass[]
  /**
   * the buffer that is read back for a frame, and the frame's length in elements; null when nothing is recorded.
   * A resident pass records by itself (`record` is empty): of `slots` frames in the buffer, one after the other,
   * slot j holds the j-th frame that falls due in a dispatch, after steps that are multiples of `every` in
   * (step, step + count]; the first frame of all is that of `begin`, in slot 0. So a dispatch takes no more steps
   * than have `slots` frames.
   */
  readonly frame: { readonly buffer: string; readonly length: number; readonly slots?: number } | null
  /** most steps that one dispatch may take (resident), else 1 */
  readonly stepsPerDispatch: number
  /**
   * functions of t alone whose values stand behind the clock, `room` numbers: at the clock's time, or with the
   * `fractions` of dt at which a step's evaluations stand, at each of them (resident), turn by turn
   */
  readonly signals?: {
    readonly expressions: readonly Expression[]
    readonly fractions: readonly number[] | null
    readonly room: number
    /** signals of the network that the expressions name */
    readonly given?: Network['signals']
  }
  /**
   * spikes that are recorded, as the buffer `spikes` has room for: two words, the first their count, then neuron
   * and step of each. A step adds at most `perStep`; whoever carries the program out empties it in time
   */
  readonly spikes?: { readonly room: number; readonly perStep: number }
}
