import { tell } from '../story.ts'
import experiment from './so3.yaml?raw'

tell({ experiment, population: 'body', perSecond: 2 })
