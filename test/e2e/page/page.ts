/** What a page does with the package: the same experiment text, the same verbs, no node: anywhere. */
import { loadExperiment, simulate } from '../../../src/index.ts'
import { experimentText } from './experiment.ts'

const { network } = await loadExperiment(experimentText)
const run = simulate(network)
let reports = 0
for await (const _ of run) reports++
const result = await run
const states = Array.from(result.recording.arrays.get('ring.state')!.data)
document.querySelector('#result')!.textContent = JSON.stringify({ status: result.status, states, reports })
