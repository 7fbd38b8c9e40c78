import { tell } from '../story.ts'
import experiment from './pinning.yaml?raw'

tell({
  experiment,
  views: [
    { kind: 'activity', population: 'cells', variable: 'rate', as: 'natural', replica: 0 },
    { kind: 'phase', axes: 'order', replica: 0 },
  ],
  perSecond: 4,
})
