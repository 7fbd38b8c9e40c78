/**
 * Input from outside, term by term, each in the steps of its window. A term's frame is the last that has begun;
 * expressions are evaluated at the stage's time.
 */
import { after, inputOf, neuronOf, type PopulationText, range, type TermText, u } from './structure.ts'

/** The inputs begun: constant input and the terms that are on; connections add theirs. */
export function drivenText(population: PopulationText): string[] {
  const { index: p, slots, driveAt, terms } = population
  return [
    ...range(slots).map((k) => `var ${inputOf(p, k)} = ${driveAt === null ? '0.0' : `drive${p}_${k}`};`),
    ...terms.flatMap((term) => [
      `if (step >= indices[${u(term.windowAt)}] && step < indices[${u(term.windowAt + 1)}]) {`,
      ...termText(population, term),
      '}',
    ]),
  ]
}

function termText({ index: p, slots, size }: PopulationText, term: TermText): string[] {
  const add = (k: number, value: string) => `${inputOf(p, k)} += ${value};`
  switch (term.kind) {
    case 'values':
      return range(slots).map((k) => add(k, `tables[${after(term.at, neuronOf(p, k))}]`))
    case 'frames':
      return [
        'var frame = 0u;',
        `var until = indices[${u(term.framesAt)}];`,
        'while (until - frame > 1u) {',
        'let middle = (frame + until) / 2u;',
        `if (indices[${u(term.framesAt + 1)} + middle] <= step) { frame = middle; } else { until = middle; }`,
        '}',
        ...range(slots).map((k) => add(k, `tables[${u(term.at)} + frame * ${u(size)} + ${neuronOf(p, k)}]`)),
      ]
    case 'expression':
      return [
        ...term.code.uniform,
        ...range(slots).flatMap((k) => [
          '{',
          ...term.coordinates.map(({ name, at }) => `let ${name} = tables[${after(at, neuronOf(p, k))}];`),
          ...term.code.local,
          add(k, term.code.results[0]!),
          '}',
        ]),
      ]
  }
}
