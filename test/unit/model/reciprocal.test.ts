import { expect, test } from 'vitest'
import { modelFromText } from '../../../src/model/models.ts'
import { print } from '../../../src/model/print.ts'
import { withReciprocals } from '../../../src/model/reciprocal.ts'

test('divisions by what neurons share become products, others stay', () => {
  const model = modelFromText({
    rate: 'v',
    state: { v: '(E - v)/tau + v/4 + E/tau + I/own + 1/v', w: 'v/(tau*(1 + sin(t)))' },
    parameters: { tau: 20, E: -60, own: 2 },
  })
  const [v, w] = withReciprocals(model, ['own']).variables
  expect(print(v!.equation)).toBe('(E - v)*(1/tau) + v*0.25 + E/tau + I/own + 1/v')
  expect(print(w!.equation)).toBe('v*(1/(tau*(1 + sin(t))))')
})
