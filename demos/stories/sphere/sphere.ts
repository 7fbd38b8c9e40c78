import { tell } from '../story.ts'
import experiment from './sphere.yaml?raw'

tell({ experiment, population: 'sphere', perSecond: 3, tool: 'drag' })
