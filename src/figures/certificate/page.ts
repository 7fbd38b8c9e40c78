/** The report of a certificate: one page that holds all it needs, its figures drawn in, turned by a drag. */
import type { Portrait } from '../../analysis/portrait/portrait.ts'
import type { Certificate, Check, Manifold } from '../../analysis/report.ts'
import { escaped } from '../svg.ts'
import { mark, markedStability, tableOf } from './cells.ts'
import { levelsWords } from './levels.ts'
import { isBeyondSpace, manifoldsFigure } from './manifolds.ts'
import { matrixSection } from './matrix.ts'
import { sectionFigure } from './section.ts'
import { figureInPage, pageTheme } from './sheet.ts'
import { spectrumFigure } from './spectrum.ts'
import { spikingSection } from './spiking.ts'
import { stateFigure } from './state.ts'
import { style } from './style.ts'
import { turned } from './turn.ts'
import { drawn, eigenvalueWords, foundWords, inPage, number, power, shapeWords, typeset } from './words.ts'

export interface PageNotes {
  /** how it was made, a line at the foot */
  readonly made: string
  /** rules of style that hold the fonts; system fonts without them */
  readonly fonts?: string
}

/** HTML text of the whole report. */
export function certificatePage(
  certificate: Certificate,
  portrait: Portrait,
  { made, fonts = '' }: PageNotes,
): string {
  const { title, manifolds, notes, matrices, spiking } = certificate
  const body = [
    `<header><h1>${escaped(title)}</h1><p class="found">${inPage(foundWords(certificate))}</p></header>`,
    platesOf(certificate, portrait),
    spiking === undefined ? '' : spikingSection(spiking),
    symmetrySection(certificate),
    manifoldTable(manifolds),
    onsetSection(certificate),
    ...matrices.map(matrixSection),
    ...manifolds.map((manifold) => manifoldSection(manifold, portrait)),
    notes.length === 0
      ? ''
      : `<section><h2>What this does not speak of</h2><ul>${notes.map((note) => `<li>${said(note)}</li>`).join('')}</ul></section>`,
    `<footer>${escaped(searchWords(certificate))} ${escaped(made)}</footer>`,
  ]
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}: certificate</title>
<style>${fonts}${style}</style>
</head>
<body>
${body.filter((part) => part !== '').join('\n')}
</body>
</html>
`
}

/** Share of the flow that may leave the plane of a section. */
const MOST_LEAVING = 0.5

function platesOf({ manifolds }: Certificate, portrait: Portrait): string {
  if (manifolds.length === 0) return ''
  const figure = manifoldsFigure(portrait, manifolds, pageTheme)
  const hint =
    figure.scene === null ? '' : ' <span class="hint">Drag, or use the arrow keys, to turn it.</span>'
  const stage = `<figure>${caption('The manifolds', isBeyondSpace(portrait) ? levelsWords : `${portrait.how}.`, hint)}<div id="stage"${
    figure.scene === null ? '' : ' class="turning" tabindex="0"'
  }>${figureInPage(figure, 'manifolds')}</div></figure>`
  const { section } = portrait
  const flow =
    section === null
      ? ''
      : section.leaving > MOST_LEAVING
        ? `<figure>${caption('A section of the flow', `left out: up to ${(100 * section.leaving).toPrecision(2)} % of the flow leaves the plane through ${through(section.through)}, so that its lines there would tell little.`)}</figure>`
        : `<figure>${caption('A section of the flow', `the plane through ${through(section.through)}; ${leavingWords(section.leaving)}. Full discs attract, half discs are saddles, open ones repel.`)}${figureInPage(sectionFigure(section, pageTheme), 'flow')}</figure>`
  return `<div class="plates">${stage}${flow}</div>${scriptOf(figure)}`
}

function spectrumPlate(manifolds: readonly Manifold[]): string {
  if (manifolds.length === 0) return ''
  const words =
    'Eigenvalues of the reduced Jacobian; open diamonds are zero modes, open squares the values outside the reduced space.'
  return `<figure>${caption('The spectrum', words)}${figureInPage(spectrumFigure(manifolds, pageTheme), 'spectrum')}</figure>`
}

/** Words of the certificate, set as type. */
const said = (words: string) => inPage(typeset(words))

const caption = (name: string, words: string, more = '') =>
  `<figcaption><b>${escaped(name)}</b>&ensp;${escaped(words)}${more}</figcaption>`

function through([middle, first, second]: readonly [string, string, string]): string {
  if (first === second) return `${middle} (in the middle) and two states of ${first}`
  return `${middle} (in the middle), ${first} and ${second}`
}

function leavingWords(leaving: number): string {
  return leaving < 1e-6
    ? 'the flow stays in it'
    : `the flow is projected, up to ${(100 * leaving).toPrecision(2)} % of it leaves the plane`
}

function symmetrySection({ symmetry, manifolds }: Certificate): string {
  const shown = symmetry.generators.slice(0, 16)
  const more = symmetry.generators.length - shown.length
  const items = [...shown, ...(more > 0 ? [`and ${more} more`] : [])]
  return `<section class="pair"><div><h2>Symmetry</h2><p class="group">${said(symmetry.group)}</p><p>Dimension ${symmetry.dimension}, ${symmetry.components} component${symmetry.components === 1 ? '' : 's'}. The flow commutes with it to ${inPage(power(symmetry.equivarianceError))}; aliasing of the sample ${inPage(power(symmetry.aliasing))}.</p><h3>Generators</h3><ul>${items.map((name) => `<li>${said(name)}</li>`).join('')}</ul></div>${spectrumPlate(manifolds)}</section>`
}

function manifoldTable(manifolds: readonly Manifold[]): string {
  if (manifolds.length === 0) return ''
  const rows = manifolds.map((m) => [
    `<a href="#${m.id}">${m.id}</a>`,
    markedStability(m.stability),
    inPage(shapeWords(m)),
    String(m.dimension),
    String(m.index),
    inPage(number(m.gap)),
    inPage(number(m.energy)),
    said(m.isotropy.name),
    said(m.verdict),
  ])
  const names = ['', 'stability', 'shape', 'dimension', 'index', 'gap', 'energy', 'isotropy', 'verdict']
  return `<section><h2>Manifolds of equilibria</h2>${tableOf(names, [3, 4, 5, 6], rows)}</section>`
}

function onsetSection({ onset }: Certificate): string {
  if (onset.length === 0) return ''
  const shown = onset.slice(0, 12)
  const rows = shown.map((o) => [
    escaped(o.at),
    escaped(o.population),
    escaped(o.irrep),
    inPage(number(o.growth)),
    o.frequency === 0 ? '–' : inPage(number(o.frequency)),
    String(o.multiplicity),
  ])
  const names = ['at', 'population', 'irrep', 'growth', 'frequency', 'multiplicity']
  const more = onset.length - shown.length
  return `<section><h2>Onset</h2><p>How fast each irrep grows at the homogeneous states: above 0, a pattern of its kind begins there.</p>${tableOf(names, [3, 4, 5], rows)}${more > 0 ? `<p>And ${more} that grow less.</p>` : ''}</section>`
}

function manifoldSection(m: Manifold, portrait: Portrait): string {
  const activity = portrait.activity[m.id]
  const state =
    activity === undefined || m.homogeneous
      ? ''
      : `<figure>${caption('One state', 'of it, on its space.')}${figureInPage(stateFigure(activity, m.id, pageTheme), `state-${m.id}`)}</figure>`
  const facts: (readonly [string, string])[] = [
    ['isotropy', isotropyWords(m)],
    ...(m.homogeneous && activity !== undefined
      ? activity.map(({ name, rates }) => [`rate of ${name}`, `${number(rates[0]!)} at every point`] as const)
      : []),
    ['eigenvalues', eigenvaluesOf(m)],
    ['gap', number(m.gap)],
    ...(m.energy === null ? [] : [['energy', number(m.energy)] as const]),
    ...(m.pinning > 0 ? [['pinning', power(m.pinning)] as const] : []),
    // a matrix speaks of no harmonics
    ...Object.entries(m.rms)
      .filter(([, parts]) => Object.keys(parts).length > 0)
      .map(([population, parts]) => [`rms, ${population}`, rmsOf(parts)] as const),
    ...(m.velocity === null
      ? []
      : [
          [
            'velocity',
            Object.entries(m.velocity)
              .map(([name, v]) => `${number(v)} (${name})`)
              .join(', '),
          ] as const,
        ]),
  ]
  const reasons =
    m.reasons.length === 0 ? '' : `<ul>${m.reasons.map((r) => `<li>${said(r)}</li>`).join('')}</ul>`
  return `<section class="manifold" id="${m.id}"><h2><span class="${m.stability}">${m.id}</span> ${inPage(shapeWords(m))}<small>${mark(m.stability)}${m.stability}${m.index > 0 ? `, index ${m.index}` : ''}</small></h2><div><p class="verdict">${said(sentence(m.verdict))}</p>${reasons}<table class="checks"><tbody>${m.checks.map(checkRow).join('')}</tbody></table></div><div>${state}<dl>${facts.map(([name, value]) => `<dt>${escaped(name)}</dt><dd>${said(value)}</dd>`).join('')}</dl></div></section>`
}

/** Its name, and the generators that take few words. */
function isotropyWords({ isotropy: { name, generators } }: Manifold): string {
  const short = generators.filter((words) => words.length <= 64).slice(0, 4)
  if (generators.length === 0) return name
  if (short.length === 0)
    return `${name}, of ${generators.length} generator${generators.length === 1 ? '' : 's'}`
  const more = generators.length - short.length
  return `${name}, of ${short.join('; ')}${more > 0 ? `; and ${more} more` : ''}`
}

const sentence = (words: string) => `${words.charAt(0).toUpperCase()}${words.slice(1)}.`

function checkRow({ step, holds, said: words }: Check): string {
  return `<tr><td class="${holds ? 'holds' : 'fails'}">${drawn(holds ? '✓' : '✗')}<span hidden> ${holds ? 'holds' : 'fails'}</span></td><td>${escaped(step)}</td><td>${said(words)}</td></tr>`
}

function eigenvaluesOf({ spectrum, rest, spectrumComplete }: Manifold): string {
  const shown = spectrum.slice(0, 8).map(eigenvalueWords)
  const more = spectrum.length - shown.length
  const tail = !spectrumComplete ? ', … (the leading ones)' : more > 0 ? `, and ${more} more` : ''
  const outside =
    rest.length === 0 ? '' : `; outside the reduced space ${rest.slice(0, 2).map(eigenvalueWords).join(', ')}`
  return `${shown.join(', ')}${tail}${outside}`
}

function rmsOf(parts: Readonly<Record<string, number>>): string {
  const told = Object.entries(parts).filter(([, size]) => size > 1e-9)
  if (told.length === 0) return '0'
  return told
    .sort(([, a], [, b]) => b - a)
    .slice(0, 5)
    .map(([label, size]) => `${label}: ${number(size)}`)
    .join(', ')
}

function searchWords({ search }: Certificate): string {
  const runs = Object.entries(search.solved)
    .filter(([, { tried }]) => tried > 0)
    .map(([origin, { tried, converged }]) => `${origin} ${converged} of ${tried}`)
  return `Newton runs that converged: ${runs.join(', ')}. Seed ${search.seed}, ${search.starts} random starts.`
}

/** The few lines that turn the stage; the page is whole without them. */
function scriptOf({ scene, azimuth, elevation }: ReturnType<typeof manifoldsFigure>): string {
  if (scene === null) return ''
  return `<script type="application/json" id="scene">${JSON.stringify(scene).replaceAll('<', '\\u003c')}</script>
<script>
"use strict";
(() => {
const turned = ${turned.toString()};
const scene = JSON.parse(document.getElementById("scene").textContent);
const stage = document.getElementById("stage");
const paths = stage.querySelectorAll(".turn path"), axes = stage.querySelectorAll(".axes path"), names = stage.querySelectorAll(".names text"), labels = stage.querySelectorAll(".labels text");
let azimuth = ${azimuth}, elevation = ${elevation}, waiting = false, at = null;
const draw = () => {
  waiting = false;
  const now = turned(scene, azimuth, elevation);
  now.paths.forEach((d, k) => paths[k].setAttribute("d", d));
  now.axes.forEach(({ d, x, y, anchor, shown }, k) => {
    axes[k].setAttribute("d", d);
    names[k].setAttribute("x", x); names[k].setAttribute("y", y); names[k].setAttribute("text-anchor", anchor);
    names[k].setAttribute("display", shown ? "inline" : "none");
  });
  now.labels.forEach(({ x, y, shown }, k) => {
    labels[k].setAttribute("x", x); labels[k].setAttribute("y", y);
    labels[k].setAttribute("display", shown ? "inline" : "none");
  });
};
const turn = (right, up) => {
  azimuth -= right;
  elevation = Math.max(-Math.PI / 2, Math.min(Math.PI / 2, elevation + up));
  if (!waiting) { waiting = true; requestAnimationFrame(draw); }
};
stage.addEventListener("pointerdown", (event) => { at = [event.clientX, event.clientY]; stage.setPointerCapture(event.pointerId); });
stage.addEventListener("pointermove", (event) => {
  if (at === null) return;
  turn((event.clientX - at[0]) / 120, (event.clientY - at[1]) / 120);
  at = [event.clientX, event.clientY];
});
for (const end of ["pointerup", "pointercancel"]) stage.addEventListener(end, () => { at = null; });
stage.addEventListener("keydown", (event) => {
  const step = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, -0.1], ArrowDown: [0, 0.1] }[event.key];
  if (step) { event.preventDefault(); turn(step[0], step[1]); }
});
})();
</script>`
}
