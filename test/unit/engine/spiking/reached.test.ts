import { expect, test } from 'vitest'
import { columnScatter, eventColumns, type Slots } from '../../../../src/engine/operators/event.ts'
import { reachedLists, takeReached } from '../../../../src/engine/spiking/reached.ts'

const size = 48
/** Column j holds rows j, j + 5 and j + 10. */
const columns = eventColumns(
  size,
  size,
  Uint32Array.from({ length: size + 1 }, (_, i) => 3 * i),
  Uint32Array.from({ length: 3 * size }, (_, e) => (Math.floor(e / 3) + 5 * (e % 3)) % size),
  0.3,
  1,
  1,
  2,
)
const slotsAt = (step: number, reached: Slots['reached']): Slots => ({
  ...{ memory: new Float64Array(3 * size + 2 * size), at: 0, size, length: 3, step, reached },
})

test('what is taken from a list is what a pass over the slot finds', () => {
  const lists = reachedLists(size, 3)
  const slots = slotsAt(4, lists.open(0, 6))
  columnScatter(columns)(Int32Array.of(3, 8), 2, slots, 1)
  const { memory } = slots
  const areas = memory.slice(0, size)
  expect(areas.filter((area) => area !== 0).length).toBe(4)
  takeReached(lists.all(0, 6, 1)!, memory, 0, 2, 3 * size, 5, 4 * size, 7)
  expect(memory.slice(0, size)).toEqual(new Float64Array(size))
  expect(memory.slice(3 * size, 4 * size)).toEqual(areas.map((area) => 5 * (2 * area)))
  expect(memory.slice(4 * size)).toEqual(areas.map((area) => 7 * (2 * area)))
})

test('a list that lacks something is not used', () => {
  const lists = reachedLists(size, 3)
  const scatter = columnScatter(columns)
  scatter(Int32Array.of(1, 2), 2, slotsAt(4, lists.open(0, 6)), 1)
  // another way to send counts too; another replica and another step have lists of their own
  expect(lists.all(0, 6, 1)!.count).toBe(6)
  expect(lists.all(0, 6, 2)).toBe(null)
  expect(lists.all(1, 6, 1)).toBe(null)
  expect(lists.all(0, 9, 1)).toBe(null)
  // more than the list has room for
  scatter(Int32Array.of(0, 1, 2), 3, slotsAt(5, lists.open(0, 7)), 1)
  expect(lists.all(0, 7, 1)).toBe(null)
})
