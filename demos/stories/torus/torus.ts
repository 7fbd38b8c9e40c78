import { tell } from '../story.ts'
import experiment from './torus.yaml?raw'

tell({ experiment, population: 'sheet', perSecond: 3 })
