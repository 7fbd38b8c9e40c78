/** One number of the experiment: its name, a slider and the number itself to be typed, in one line. */
import type { MatrixControl, NumberControl } from './control.ts'
import { make } from './dom.ts'
import { aligned, numberFrom, significant } from './format.ts'
import { nudged, placeOf, valueAt } from './range.ts'

export interface Row {
  readonly element: HTMLElement
  /** the same control with another value or range */
  update(control: NumberControl): void
}

export function sliderRow(first: NumberControl, changed: (value: number) => void): Row {
  let control = first
  const slider = make('input', { type: 'range', min: 0, max: 1, step: 'any', class: 'slider' })
  const field = make('input', {
    type: 'text',
    inputmode: 'decimal',
    class: 'number',
    autocomplete: 'off',
    spellcheck: 'false',
  })
  const name = make('span', { class: 'symbol' })
  const element = make('div', { class: 'row', role: 'group' }, name, slider, field)

  function show(): void {
    const { range, value, gloss } = control
    name.textContent = control.name
    name.title = gloss
    element.setAttribute('aria-label', gloss)
    slider.value = String(placeOf(range, value))
    slider.setAttribute('aria-label', gloss)
    slider.setAttribute('aria-valuetext', significant(value))
    // a mark where zero is, if it has a place
    const hasZero = range.scale === 'log0' || (range.scale === 'linear' && range.from <= 0)
    slider.style.setProperty('--zero', hasZero ? String(placeOf(range, 0)) : '-1')
    field.setAttribute('aria-label', `${gloss}, as a number`)
    field.classList.toggle('whole', control.whole)
    if (document.activeElement !== field) field.value = shown()
  }
  const shown = () => (control.whole ? String(control.value) : aligned(control.value))
  function set(value: number): void {
    if (value === control.value) return
    control = { ...control, value }
    show()
    changed(value)
  }
  slider.addEventListener('input', () => set(valueAt(control.range, Number(slider.value), control.whole)))
  const steps: Readonly<Record<string, number>> = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1 }
  const pages: Readonly<Record<string, number>> = { PageUp: 1, PageDown: -1 }
  const onKey = (event: KeyboardEvent) => {
    const isField = event.target === field
    const by = isField && /Left|Right/.test(event.key) ? undefined : (steps[event.key] ?? pages[event.key])
    if (by === undefined) return
    event.preventDefault()
    set(nudged(control.range, control.value, by, control.whole, event.shiftKey || event.key in pages))
    field.value = shown()
  }
  slider.addEventListener('keydown', onKey)
  field.addEventListener('keydown', onKey)
  field.addEventListener('change', () => {
    const value = numberFrom(field.value)
    if (value === null || (control.whole && !Number.isInteger(value)))
      field.setAttribute('aria-invalid', 'true')
    else {
      field.removeAttribute('aria-invalid')
      set(value)
    }
  })
  field.addEventListener('blur', () => {
    if (field.getAttribute('aria-invalid') === null) show()
  })
  slider.addEventListener('dblclick', () => set(first.value))
  show()
  return {
    element,
    update(next) {
      control = next
      field.removeAttribute('aria-invalid')
      show()
    },
  }
}

/** The entries of a coefficient that is a matrix. */
export function matrixRow(
  { name, gloss, rows }: MatrixControl,
  changed: (row: number, column: number, value: number) => void,
): HTMLElement {
  const cells = rows.flatMap((row, i) =>
    row.map((value, j) => {
      const field = make('input', {
        type: 'text',
        inputmode: 'decimal',
        class: 'number',
        value: significant(value, 4),
        'aria-label': `${gloss}, row ${i + 1}, column ${j + 1}`,
      })
      field.addEventListener('change', () => {
        const typed = numberFrom(field.value)
        field.toggleAttribute('aria-invalid', typed === null)
        if (typed !== null) changed(i, j, typed)
      })
      return field
    }),
  )
  const grid = make('div', { class: 'matrix', style: `--columns:${rows[0]?.length ?? 1}` }, ...cells)
  return make(
    'div',
    { class: 'row wide', role: 'group', 'aria-label': gloss },
    make('span', { class: 'symbol' }, name),
    grid,
  )
}
