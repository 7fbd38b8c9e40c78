import { tell } from '../story.ts'
import experiment from './sphere.yaml?raw'

tell({
  experiment,
  views: [
    { kind: 'activity', population: 'sphere', variable: 'rate', as: 'natural', replica: 0 },
    { kind: 'phase', axes: 'order', replica: 0 },
  ],
  perSecond: 3,
  tool: 'drag',
})
