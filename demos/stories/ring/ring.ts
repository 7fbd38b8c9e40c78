import { tell } from '../story.ts'
import experiment from './ring.yaml?raw'

tell({
  experiment,
  views: [
    { kind: 'activity', population: 'ring', variable: 'rate', as: 'natural', replica: 0 },
    { kind: 'phase', axes: 'order', replica: 0 },
  ],
  perSecond: 3,
})
