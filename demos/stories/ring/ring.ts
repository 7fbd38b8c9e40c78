import { tell } from '../story.ts'
import experiment from './ring.yaml?raw'

tell({ experiment, population: 'ring', perSecond: 3 })
