/**
 * The margin: the experiment as a person thinks of it, section by section, each number with its slider. It is read
 * from the text and writes into the text, so that the text always tells the truth.
 */
import type { Control } from './control.ts'
import { type Section, sectionsOf } from './controls.ts'
import { make } from './dom.ts'
import { dataOf, type Path, withValue } from './edit.ts'
import { matrixRow, type Row, sliderRow } from './slider.ts'

export interface Margin {
  /** shows the numbers of a text; the rows stay where they are when their names are the same */
  show(text: string): void
}

export interface MarginOptions {
  readonly host: HTMLElement
  /** how time is stepped stands here, after what was found */
  readonly after: HTMLElement
  /** elements to stand at the end of a section: the plot of a kernel */
  readonly extras: Readonly<Partial<Record<Section['name'], HTMLElement>>>
  /** a hand changed the text */
  readonly changed: (text: string) => void
  /** a number that the text cannot take as it is written */
  readonly refused: (path: Path) => void
}

export function openMargin({ host, after, extras, changed, refused }: MarginOptions): Margin {
  let text = ''
  let shape = ''
  let rows = new Map<string, Row>()
  const folded = new Set<string>(['Space', 'Units', 'Input', 'Noise', 'Run'])

  function write(path: Path, value: number | string): void {
    const next = withValue(text, path, value)
    if (next === null) refused(path)
    else {
      text = next
      changed(next)
    }
  }

  function element(control: Control): HTMLElement {
    switch (control.kind) {
      case 'words':
        return make('p', { class: control.code ? 'code' : 'what' }, control.text)
      case 'choice': {
        const select = make(
          'select',
          { 'aria-label': control.gloss },
          ...control.options.map((name) =>
            make('option', { value: name, selected: name === control.value }, name),
          ),
        )
        select.addEventListener('change', () => write(control.path, select.value))
        return make(
          'label',
          { class: 'row choice', title: control.gloss },
          make('span', { class: 'symbol' }, control.name),
          select,
        )
      }
      case 'matrix':
        return matrixRow(control, (i, j, value) => write([...control.path, i, j], value))
      case 'number': {
        const row = sliderRow(control, (value) => write(control.path, value))
        rows.set(JSON.stringify(control.path), row)
        return row.element
      }
    }
  }

  function sectionElement({ name, gloss, brief, parts }: Section): HTMLElement {
    const details = make(
      'details',
      { class: 'section', open: !folded.has(name) },
      make(
        'summary',
        {},
        make('h2', {}, name),
        make('span', { class: 'gloss' }, gloss),
        make('span', { class: 'brief' }, brief),
      ),
      ...parts.flatMap((part) => [
        part.name !== '' && make('h3', {}, part.name),
        ...part.controls.map(element),
      ]),
      extras[name],
    )
    details.addEventListener('toggle', () => {
      if (details.open) folded.delete(name)
      else folded.add(name)
    })
    return details
  }

  return {
    show(next) {
      text = next
      const data = dataOf(next)
      if (data === null) return
      const sections = sectionsOf(data)
      const now = shapeOf(sections)
      if (now !== shape) {
        shape = now
        rows = new Map()
        host.replaceChildren(...sections.filter(({ name }) => name !== 'Run').map(sectionElement))
        after.replaceChildren(...sections.filter(({ name }) => name === 'Run').map(sectionElement))
        return
      }
      for (const control of sections.flatMap(({ parts }) => parts.flatMap(({ controls }) => controls)))
        if (control.kind === 'number') rows.get(JSON.stringify(control.path))?.update(control)
    },
  }
}

/** What must be equal for the rows to stay: everything but the numbers themselves. */
function shapeOf(sections: readonly Section[]): string {
  return JSON.stringify(sections, (key, value) => (key === 'value' || key === 'range' ? undefined : value))
}
