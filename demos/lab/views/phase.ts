/**
 * States of all replicas among the manifolds of a certificate: a point for each, a fading trail behind the one that
 * is followed, attracting manifolds bright and solid, saddles thin and dashed ghosts.
 */

import { InputError } from '../../../src/errors.ts'
import type { Portrait, ViewSpec } from '../protocol.ts'
import { cameraFrom, placed } from './camera.ts'
import { linesThrough } from './form-round.ts'
import type { Directions, Frame, Numbers, Painter } from './painter.ts'
import { rangeAt, rangeLength } from './painter.ts'
import { hexOf, inks, stabilityInk, withOpacity } from './palette.ts'
import { type Axes, columnsOf, orderAxes, principalOfColumns, principalOfStates } from './phase-axes.ts'
import { type DrawnBody, dashOf, drawnBodies } from './phase-bodies.ts'
import type { Extent, Picture } from './picture.ts'
import type { Seen } from './view.ts'

const trailLength = 720
/** Replicas whose columns are looked at for principal components, and how often before axes are laid. */
const asked = 16
const looks = 8

export function phasePicture(
  painter: Painter,
  seen: Seen,
  spec: Extract<ViewSpec, { kind: 'phase' }>,
): Picture {
  const { network } = seen.live
  const { replicas } = network.simulation
  if (!Number.isInteger(spec.replica) || spec.replica < 0 || spec.replica >= replicas)
    throw new InputError('replica', `0 ... ${replicas - 1}`, `${spec.replica}`)
  const range = painter.room(rangeLength)
  const points = painter.room(4 * replicas)
  const trail = painter.room(4 * trailLength)
  const ring = { head: 0, filled: 0, step: -1 }
  let axes: Axes = orderAxes(network)
  let directions: Directions = painter.directions(axes.vectors, axes.from, null, axes.of)
  let shown: { portrait: Portrait; bodies: readonly DrawnBody[] } | null = null
  let crosses: Numbers = painter.fixed([0])
  let reach = 1
  let told: Float32Array | null = null
  const flat = axes.vectors.length < 3
  const camera = cameraFrom(
    flat
      ? { azimuth: -Math.PI / 2, elevation: Math.PI / 2, zoom: 1 }
      : { azimuth: 1.05, elevation: 0.42, zoom: 1 },
  )
  const search = spec.axes === 'principal' ? searchOf() : null

  function lay(next: Axes): void {
    painter.free(directions)
    axes = next
    directions = painter.directions(axes.vectors, axes.from, null, axes.of)
    Object.assign(ring, { head: 0, filled: 0, step: -1 })
    told = null
    if (shown !== null) draw(shown.portrait)
  }

  function draw(portrait: Portrait): void {
    for (const body of shown?.bodies ?? []) body.free(painter)
    shown = { portrait, bodies: drawnBodies(painter, portrait, axes) }
    reached(true)
  }

  /** The scene reaches as far as what is drawn; it shrinks to what is `anew`, else only where that is much less. */
  function reached(anew = false): void {
    const states = told === null ? 0 : Math.max(-told[rangeAt.least]!, told[rangeAt.largest]!)
    const manifolds = Math.max(0, ...(shown?.bodies ?? []).map(({ radius }) => radius))
    const wanted = Math.max(1.1 * manifolds, 1.2 * states)
    if (!Number.isFinite(wanted) || (wanted < 1e-9 && crosses.length > 1)) return
    if (!anew && wanted <= reach && wanted > 0.6 * reach && crosses.length > 1) return
    // where nothing is known yet, one unit
    reach = wanted < 1e-9 ? 1 : wanted
    painter.free(crosses)
    crosses = painter.fixed(
      linesThrough(
        axes.named.map(({ direction: [x, y, z] }) => [
          [-reach * x, -reach * y, -reach * z],
          [reach * x, reach * y, reach * z],
        ]),
      ),
    )
  }

  function searchOf() {
    const { vectors, from, of } = columnsOf(network)
    const columns = vectors.slice(0, 8)
    const count = columns.length
    const pitch = 4 * Math.ceil(count / 4)
    const sums = painter.room(replicas * pitch)
    return {
      columns,
      from,
      of,
      count,
      pitch,
      sums,
      directions: painter.directions(columns, from, null, of),
      part: painter.part(sums, 0, Math.min(asked, replicas) * pitch),
      moment: new Float64Array(count * count),
      left: looks,
    }
  }

  return {
    caption: spec.axes === 'principal' ? 'states, by principal components' : 'states, by order parameters',
    forms: [],
    camera,
    compute(to, { step }) {
      to.project(directions, points)
      if (step === ring.step) return
      if (step < ring.step) Object.assign(ring, { head: 0, filled: 0 })
      to.copy(points, 4 * spec.replica, trail, 4 * ring.head, 3)
      const filled = Math.min(trailLength, ring.filled + 1)
      Object.assign(ring, { head: (ring.head + 1) % trailLength, filled, step })
    },
    ask(to) {
      to.spread(points, range, 1)
      to.read(range, (numbers) => {
        told = numbers
        reached()
      })
      if (search === null || shown !== null || search.left === 0) return
      to.project(search.directions, search.sums)
      to.read(search.part, (numbers) => {
        const { moment, count, pitch } = search
        for (let at = 0; at < numbers.length; at += pitch)
          for (let i = 0; i < count; i++)
            for (let j = 0; j < count; j++) moment[i * count + j]! += numbers[at + i]! * numbers[at + j]!
        search.left--
        if (search.left === 0) lay(principalOfColumns(search.columns, search, moment))
      })
    },
    paint(to, extent, dark) {
      const frame = frameOf(extent)
      const { ink, quiet, accent, rule } = inks(dark)
      const line = { first: 0, dash: [], fade: 1, ghost: 1 }
      const count = crosses.length / 4
      if (count >= 2)
        to.lines(frame, { ...line, vertices: crosses, count, capacity: count, ink: rule, width: 1 })
      for (const body of shown?.bodies ?? []) body.paint(to, frame, dark)
      const size = replicas > 1500 ? 1.3 : replicas > 300 ? 1.8 : replicas > 40 ? 2.4 : 3.2
      to.dots(frame, {
        places: points,
        count: replicas,
        radius: size,
        of:
          axes.planes !== null && shown === null
            ? { phase: axes.planes.lean, opacity: replicas > 300 ? 0.8 : 1 }
            : { ink: withOpacity(ink, replicas > 300 ? 0.6 : 0.85) },
        rim: replicas > 300 ? 0 : 0.8,
        ghost: 0.35,
      })
      to.lines(frame, {
        vertices: trail,
        count: ring.filled,
        first: ring.filled < trailLength ? 0 : ring.head,
        capacity: trailLength,
        ink: accent,
        width: 1.5,
        dash: [],
        fade: 0,
        ghost: 0.4,
      })
      to.dots(frame, {
        places: points,
        first: spec.replica,
        count: 1,
        radius: 5.5,
        of: { ink: accent },
        rim: 1.5,
        ghost: 0.6,
      })
      to.words(
        frame,
        axes.named.map(({ direction, name }) => {
          const at = direction.map((part) => reach * part) as [number, number, number]
          return {
            text: name,
            at,
            shift: beyond(frame, at, name, extent.width),
            align: 'centre' as const,
            ink: quiet,
          }
        }),
      )
    },
    pick: () => null,
    portrait(portrait) {
      if (portrait === null || portrait.bodies.length === 0) {
        for (const body of shown?.bodies ?? []) body.free(painter)
        shown = null
        return
      }
      if (spec.axes === 'principal') {
        shown = { portrait, bodies: shown?.bodies ?? [] }
        lay(principalOfStates(someStates(portrait)))
      } else draw(portrait)
    },
    described() {
      const states = replicas === 1 ? 'one state' : `${replicas} states`
      if (shown === null) return states
      const kinds = new Map<string, number>()
      for (const { stability } of shown.portrait.bodies) kinds.set(stability, (kinds.get(stability) ?? 0) + 1)
      return `${states} among ${[...kinds].map(([kind, count]) => `${count} ${kind}`).join(', ')} manifolds`
    },
    legend: (dark) => [
      ...axes.named.map(({ name }) => ({ kind: 'axis' as const, name })),
      ...(axes.planes !== null && shown === null
        ? [
            {
              kind: 'colours' as const,
              map: 'cyclic' as const,
              from: 0,
              to: 2 * Math.PI,
              name: axes.planes.name,
            },
          ]
        : []),
      ...(shown?.portrait.bodies ?? []).map(({ id, stability }) => ({
        kind: 'line' as const,
        colour: hexOf(stabilityInk(stability, dark)),
        dash: dashOf(stability),
        name: `${id}, ${stability}`,
      })),
    ],
  }

  function frameOf({ width, height }: Extent) {
    const scene = { centre: [0, 0, 0], radius: reach, margin: flat ? 48 : 32 } as const
    return { ...camera.frame(width, height, scene), fog: flat ? 0 : 0.45 }
  }
}

/** From the end of an axis to where its name stands clear of it and on the canvas, CSS pixels. */
function beyond(
  frame: Frame,
  end: readonly number[],
  name: string,
  width: number,
): readonly [number, number] {
  const [from, to] = [placed(frame, [0, 0, 0], 0), placed(frame, end, 0)]
  const [x, y] = [to[0] - from[0], to[1] - from[1]]
  const length = Math.hypot(x, y)
  if (length < 1) return [0, 0]
  // half a word wide and half a line high
  const half = 3.2 * name.length + 4
  const at = Math.min(width - half, Math.max(half, to[0] + ((half + 4) * x) / length))
  return [at - to[0], (14 * y) / length]
}

const mostStates = 240

/** Evenly chosen from all strands. */
function someStates(portrait: Portrait): Float32Array[] {
  const all = portrait.bodies.flatMap(({ strands, mesh }) => [...strands.flat(), ...(mesh?.states ?? [])])
  const step = Math.max(1, Math.ceil(all.length / mostStates))
  return all.filter((_, i) => i % step === 0)
}
