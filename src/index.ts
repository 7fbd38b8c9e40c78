/// <reference types="@webgpu/types" preserve="true" />
/**
 * The public interface: what a page and a script import. Nothing here touches Node. The verbs are those of the
 * command line (loadExperiment, simulate, certify, group); what they are made of stands beside them.
 */

export type { CertifyOptions, CertifyProgress } from './analysis/certify.ts'
export { type Diffusion, diffusionOf } from './analysis/diffusion.ts'
export { type Direction, type Directions, type Linearised, linearised } from './analysis/directions.ts'
export type {
  Certificate,
  Eigenvalue,
  Manifold,
  Onset,
  Stability,
  SymmetryReport,
} from './analysis/report.ts'
export { describeProgram } from './engine/describe.ts'
export type { Layout } from './engine/layout.ts'
export type { CpuLive, DeviceLive, Live, LiveSnapshot, Taken } from './engine/live.ts'
export { type Intervals, intervalsOf } from './engine/observables/intervals.ts'
export type { Position } from './engine/observables/position.ts'
export { type Course, type Smoothing, smoothedRate } from './engine/observables/smoothing.ts'
export { type Program, type ProgramConnection, type ProgramOptions, programOf } from './engine/program.ts'
export type { RecordedArray, Recording } from './engine/recording.ts'
export type { DeviceWork, Divergence, FinalPopulation, Progress, Run, RunResult } from './engine/result.ts'
export type { RunSnapshot, SnapshotOptions } from './engine/snapshot.ts'
export type { SpikeTrains } from './engine/spiking/spikes.ts'
export { adapterName, deviceDescriptor } from './engine/webgpu/device.ts'
export { type DeviceOptions, simulateOnDevice } from './engine/webgpu/simulate.ts'
export { InputError } from './errors.ts'
export type { Spaces } from './experiment/build.ts'
export { certify } from './experiment/certify.ts'
export type { Experiment } from './experiment/experiment.ts'
export { type Files, filesFrom } from './experiment/files.ts'
export { jsonSchema } from './experiment/json-schema.ts'
export { type LiveOptions, live } from './experiment/live.ts'
export { type LoadedExperiment, type LoadOptions, loadExperiment } from './experiment/load.ts'
export { type ParseOptions, parseExperiment } from './experiment/parse.ts'
export {
  fromPermalink,
  type Linked,
  type LinkedView,
  type LinkOptions,
  permalink,
} from './experiment/permalink.ts'
export { experimentHash, serializeExperiment } from './experiment/serialize.ts'
export { type SimulateOptions, simulate } from './experiment/simulate.ts'
export { type FigureOptions, runFigure } from './figures/run.ts'
export { groupFromCayleyTable } from './groups/cayley.ts'
export { characterTable } from './groups/characters.ts'
export { conjugacyClasses } from './groups/classes.ts'
export type {
  Character,
  CharacterTable,
  Complex,
  ComplexMatrix,
  ConjugacyClass,
  ConjugacyClasses,
  FiniteGroup,
  Irrep,
  IrrepType,
} from './groups/group.ts'
export { irrep, irreps } from './groups/irreps.ts'
export { groupByName as group } from './groups/names.ts'
export { groupFromGenerators } from './groups/permutation.ts'
export { type GroupReport, groupReport } from './groups/report.ts'
export {
  areConjugate,
  normaliser,
  type SubgroupClass,
  subgroup,
  subgroupClasses,
} from './groups/subgroups.ts'
export { convolve, forwardTransform, inverseTransform } from './groups/transform.ts'
export { type NpyArray, readNpy, writeNpy } from './io/npy.ts'
export { readNpz, writeNpz } from './io/npz.ts'
export { runSummary } from './io/summary.ts'
export { version } from './io/version.ts'
export type { Kernel } from './model/kernel.ts'
export {
  type FamilyName,
  kernelFromExpression,
  kernelFromFamily,
  kernelFromSpectrum,
  kernelFromValues,
} from './model/kernels.ts'
export type { Model, ModelText, SpikeRule, SpikeText, Transfer } from './model/model.ts'
export { modelByName, modelDescriptions, modelFromText } from './model/models.ts'
export type {
  Connection,
  Coupling,
  Delay,
  Distribution,
  Initial,
  Input,
  Method,
  Network,
  Noise,
  PerReplica,
  PlanName,
  Population,
  Quantity,
  Signal,
  Simulation,
  Synapse,
} from './model/network.ts'
export { parseExpression } from './model/parse.ts'
export { transferOf } from './model/transfer.ts'
export type { Expression } from './model/tree.ts'
export { makeSpace, type SpaceDescription } from './spaces/make.ts'
export type { Coefficient, Harmonic, Motion, Space } from './spaces/space.ts'
