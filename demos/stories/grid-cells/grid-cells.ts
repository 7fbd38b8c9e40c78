import { tell } from '../story.ts'
import experiment from './grid-cells.yaml?raw'

tell({ experiment, population: 'grid', beside: 'surface', perSecond: 8 })
