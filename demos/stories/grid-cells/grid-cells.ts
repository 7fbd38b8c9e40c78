import { tell } from '../story.ts'
import experiment from './grid-cells.yaml?raw'

tell({
  experiment,
  views: [
    { kind: 'activity', population: 'grid', variable: 'rate', as: 'sheet', replica: 0 },
    { kind: 'activity', population: 'grid', variable: 'rate', as: 'surface', replica: 0 },
  ],
  perSecond: 8,
})
