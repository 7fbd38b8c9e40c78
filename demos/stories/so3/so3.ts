import { tell } from '../story.ts'
import experiment from './so3.yaml?raw'

tell({
  experiment,
  views: [
    { kind: 'activity', population: 'body', variable: 'rate', as: 'natural', replica: 0 },
    { kind: 'phase', axes: 'order', replica: 0 },
  ],
  perSecond: 2,
})
