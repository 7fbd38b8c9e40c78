/** What a person without a mouse, or without eyes, meets on a page: asked of the browser itself. */
import type { Page } from 'playwright'

/**
 * Nodes of the browser's accessibility tree that can have the focus and lack a role or a name, as `role "name" <html>`.
 * The page itself is none of them.
 */
export async function unnamed(page: Page): Promise<{ readonly focusable: number; readonly wrong: string[] }> {
  const session = await page.context().newCDPSession(page)
  const { nodes } = await session.send('Accessibility.getFullAXTree')
  const focusable = nodes.filter(
    ({ ignored, role, properties = [] }) =>
      !ignored &&
      role?.value !== 'RootWebArea' &&
      properties.some(({ name, value }) => name === 'focusable' && value.value === true),
  )
  const bare = ['generic', 'none', 'presentation', 'unknown', 'InlineTextBox', undefined]
  const wrong: string[] = []
  for (const { role, name, backendDOMNodeId } of focusable) {
    if (!bare.includes(role?.value) && String(name?.value ?? '').trim() !== '') continue
    const { outerHTML } = await session.send('DOM.getOuterHTML', { backendNodeId: backendDOMNodeId! })
    wrong.push(`${role?.value} "${name?.value ?? ''}" ${outerHTML.slice(0, 120)}`)
  }
  await session.detach()
  return { focusable: focusable.length, wrong }
}

/** What can be reached with Tab and what cannot, and what is reached without being seen to be. */
export interface Reached {
  readonly controls: number
  readonly missed: readonly string[]
  /** focused outside of the window, or without a line round it */
  readonly unseen: readonly string[]
}

/** Presses Tab from the top of the page until it comes round. */
export async function tabbed(page: Page): Promise<Reached> {
  const controls = await page.evaluate(() => {
    const wanted =
      'a[href], button, input, select, textarea, summary, [tabindex="0"], [contenteditable="true"]'
    const isThere = (element: Element) =>
      element.checkVisibility({ visibilityProperty: true }) && !element.matches(':disabled')
    const all = [...document.querySelectorAll<HTMLElement>(wanted)].filter(
      (element) =>
        isThere(element) && !(element.matches('input[type=radio]') && !element.matches(':checked')),
    )
    all.forEach((element, k) => {
      element.dataset['reach'] = String(k)
    })
    document.body.tabIndex = -1
    document.body.focus()
    return all.length
  })
  const unseen = new Set<string>()
  const met = new Set<number>()
  for (let k = 0; k < controls + 12; k++) {
    await page.keyboard.press('Tab')
    const { at, seen, html } = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement
      const { top, bottom, left, right } = element.getBoundingClientRect()
      const isInside = bottom > 0 && top < innerHeight && right > 0 && left < innerWidth
      // on itself, or where a style moves it to
      const near = [
        element,
        element.closest('label'),
        element.nextElementSibling,
        element.closest('.cm-editor'),
      ]
      const isLined = near.some((one) => {
        if (one === null) return false
        const { outlineStyle, outlineWidth } = getComputedStyle(one)
        return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1
      })
      return {
        at: Number(element.dataset['reach'] ?? -1),
        seen: isInside && isLined,
        html: element.outerHTML.slice(0, 100),
      }
    })
    if (at >= 0) met.add(at)
    if (at >= 0 && !seen) unseen.add(html)
  }
  const missed = await page.evaluate(
    (met) =>
      [...document.querySelectorAll<HTMLElement>('[data-reach]')]
        .filter(({ dataset }) => !met.includes(Number(dataset['reach'])))
        .map(({ outerHTML }) => outerHTML.slice(0, 100)),
    [...met],
  )
  return { controls, missed, unseen: [...unseen] }
}

/** Text whose contrast with what it stands on is below 4.5, as `2.9 text`; what is disabled is let pass. */
export const faint = (page: Page): Promise<{ readonly texts: number; readonly wrong: string[] }> =>
  page.evaluate(() => {
    type Colour = [number, number, number, number]
    const pen = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })!
    const known = new Map<string, Colour>()
    const colourOf = (css: string): Colour => {
      const found = known.get(css)
      if (found !== undefined) return found
      pen.clearRect(0, 0, 1, 1)
      pen.fillStyle = css
      pen.fillRect(0, 0, 1, 1)
      const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data as unknown as Colour
      const colour: Colour = [r, g, b, a / 255]
      known.set(css, colour)
      return colour
    }
    const over = (top: Colour, below: Colour): Colour => [
      ...([0, 1, 2].map((k) => top[k]! * top[3] + below[k]! * (1 - top[3])) as [number, number, number]),
      1,
    ]
    const light = ([r, g, b]: Colour) => {
      const [x, y, z] = [r, g, b].map((part) => {
        const share = part / 255
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
      }) as [number, number, number]
      return 0.2126 * x + 0.7152 * y + 0.0722 * z
    }
    const paperUnder = (element: Element | null): Colour => {
      if (element === null) return colourOf(getComputedStyle(document.documentElement).backgroundColor)
      const own = colourOf(getComputedStyle(element).backgroundColor)
      return own[3] === 1 ? own : over(own, paperUnder(element.parentElement))
    }
    const wrong = new Set<string>()
    let texts = 0
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const element = node.parentElement!
      const text = node.textContent!.trim()
      const isOff = element.closest(':disabled, noscript, style, script, .katex-mathml, .hidden') !== null
      const isLabelOff = element.closest('label:has(:disabled)') !== null
      if (text === '' || isOff || isLabelOff) continue
      if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue
      texts++
      const paper = paperUnder(element)
      const style = getComputedStyle(element)
      const ink = over(colourOf(element instanceof SVGElement ? style.fill : style.color), paper)
      const [one, other] = [light(ink), light(paper)]
      const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)
      if (contrast < 4.5) wrong.add(`${contrast.toFixed(2)} ${text.slice(0, 40)}`)
    }
    return { texts, wrong: [...wrong] }
  })
