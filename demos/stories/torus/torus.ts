import { tell } from '../story.ts'
import experiment from './torus.yaml?raw'

tell({
  experiment,
  views: [
    { kind: 'activity', population: 'sheet', variable: 'rate', as: 'sheet', replica: 0 },
    { kind: 'phase', axes: 'order', replica: 0 },
  ],
  perSecond: 3,
})
