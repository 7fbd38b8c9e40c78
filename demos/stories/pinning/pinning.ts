import { tell } from '../story.ts'
import experiment from './pinning.yaml?raw'

tell({ experiment, population: 'cells', perSecond: 4 })
