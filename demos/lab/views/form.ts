/** The forms in which activity can be shown on a space, and what each of them is to the view. */

import { InputError } from '../../../src/errors.ts'
import type { Space } from '../../../src/index.ts'
import { geometryOf } from '../../../src/spaces/geometry.ts'
import type { Camera } from './camera.ts'
import { cellsForm } from './form-cells.ts'
import { graphForm } from './form-graph.ts'
import { ringForm } from './form-ring.ts'
import { ballForm, globeForm, tubeForm } from './form-round.ts'
import { sheetForm } from './form-sheet.ts'
import type { Computing, Numbers, Painter, Painting } from './painter.ts'
import type { Extent } from './picture.ts'

export interface FormGround {
  readonly painter: Painter
  readonly space: Space
  /** one for each neuron */
  readonly values: Numbers
  /** what the colours run from and to */
  readonly range: Numbers
}

export interface Form {
  /** after `activity`: `on the sheet` */
  readonly caption: string
  readonly axes: readonly string[]
  readonly camera: Camera | null
  compute(to: Computing): void
  paint(to: Painting, extent: Extent, dark: boolean): void
  /** the neuron under a pixel */
  pick(x: number, y: number, extent: Extent): number | null
}

export type As = 'natural' | 'sheet' | 'surface' | 'graph' | 'curve'

/** Neurons beyond which a graph is a tangle. */
const mostVertices = 2000

/** In the order in which they should be offered; the first is the natural one. */
export function formsOf(space: Space): readonly As[] {
  const isDiscrete = space.sample !== null && (space.parent === null || space.coordinates.has('g'))
  const isGraph = isDiscrete && space.size <= mostVertices
  const graph: As[] = isGraph ? ['graph'] : []
  switch (geometryOf(space)) {
    case 'circle':
    case 'mirror':
      return ['curve', 'sheet', ...graph]
    case 'torus':
      return space.cyclic?.length === 2 && Math.min(...space.shape) > 5
        ? ['sheet', 'surface', ...graph]
        : [...graph, 'sheet']
    case 'sphere':
      return ['surface', 'sheet']
    case 'rotation':
    case 'spin':
      return ['surface', 'sheet']
    default:
      // C(n) and D(n) as groups among others have an angle; what has none is a graph or a row of cells
      return [...graph, 'sheet']
  }
}

/** Throws InputError for a form that the space does not take. */
export function formOf(ground: FormGround, as: As): Form {
  const { space } = ground
  const forms = formsOf(space)
  const form = as === 'natural' ? forms[0]! : as
  if (!forms.includes(form))
    throw new InputError('as', `one of natural, ${forms.join(', ')} for ${space.name}`, `"${as}"`)
  const geometry = geometryOf(space)
  if (form === 'graph') return graphForm(ground)
  switch (geometry) {
    case 'circle':
    case 'mirror':
      return ringForm(ground, form === 'curve' ? 'curve' : 'sheet')
    case 'torus':
      return form === 'surface' ? tubeForm(ground) : sheetForm(ground)
    case 'sphere':
      return form === 'surface' ? globeForm(ground) : sheetForm(ground)
    case 'rotation':
    case 'spin':
      return form === 'surface' ? ballForm(ground) : cellsForm(ground)
    default:
      return cellsForm(ground)
  }
}
