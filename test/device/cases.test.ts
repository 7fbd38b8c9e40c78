/**
 * Whole runs of a few steps through `simulate`, on the device beside the reference engine: every operator on
 * every space, every pair of model, method, transfer, noise, input and so on. With GOLDSTONE_FULL=1 the full
 * products of cases/factors.ts instead, with progress and a summary on stderr.
 */
import { describe, expect, it } from 'vitest'
import { carryCase, type Outcome, summaryOf } from './cases/carry.ts'
import { allCases, type Case, chosenCases, type Factor, factors, meaningful } from './cases/factors.ts'
import { anotherDevice, testDevice } from './device.ts'

const full = process.env['GOLDSTONE_FULL'] === '1'
const hours = 3_600_000

const told = (row: Case): string => Object.values(row).join(', ')

describe('the cases', () => {
  it('have every operator on every space, and every model and method once per operator', () => {
    const rows = chosenCases()
    const seen = new Set(rows.map(({ operator, space }) => `${operator} ${space}`))
    for (const operator of factors.operator) {
      for (const space of factors.space)
        expect(seen.has(`${operator} ${space}`), `${operator} on ${space}`).toBe(
          meaningful({ operator, space }),
        )
      for (const name of ['model', 'method', 'noise', 'mode', 'input'] satisfies Factor[])
        for (const value of factors[name]) {
          const found = rows.some((row) => row.operator === operator && row[name] === value)
          expect(found, `${operator} with ${value}`).toBe(meaningful({ operator, [name]: value }))
        }
    }
  })
})

if (!full)
  describe('on the device as on the reference engine', () => {
    it.each(chosenCases().map((row, k): [string, Case, number] => [told(row), row, k]))(
      '%s',
      async (_, row, k) => {
        const { faults } = await carryCase(await testDevice(), row, k + 1)
        expect(faults).toEqual([])
      },
    )
  })
else
  it(
    'the full products on the device as on the reference engine',
    async () => {
      const rows = [...allCases()]
      const outcomes: Outcome[] = []
      const say = (line: string) => process.stderr.write(`${line}\n`)
      const began = performance.now()
      let device = await anotherDevice()
      let last = began
      for (const [k, row] of rows.entries()) {
        // what was compiled stays with a device
        if (k % 100 === 99) {
          device.destroy()
          device = await anotherDevice()
        }
        const outcome = await carryCase(device, row, k + 1)
        outcomes.push(outcome)
        for (const fault of outcome.faults) say(`FAILED ${told(row)} (seed ${k + 1}): ${fault}`)
        if (performance.now() - last < 30_000 && k + 1 < rows.length) continue
        last = performance.now()
        const failed = outcomes.filter(({ faults }) => faults.length > 0).length
        const worst = Math.max(...outcomes.map(({ part }) => part)).toFixed(2)
        const seconds = Math.round((last - began) / 1000)
        say(
          `${k + 1} of ${rows.length} runs in ${seconds} s: ${failed} failed, worst error ${worst} of its bound`,
        )
      }
      say(summaryOf(outcomes))
      expect(outcomes.filter(({ faults }) => faults.length > 0)).toEqual([])
    },
    6 * hours,
  )
