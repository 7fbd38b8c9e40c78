/**
 * The lab and its stories for those who have no mouse, and for those who listen: in the browser's own accessibility
 * tree every control has a name and a role; Tab reaches each and shows where it is; keys work them; what changes is
 * told; text stands out from its paper in both themes. No screen reader runs here.
 */
import { type Browser, chromium, type Page } from 'playwright'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { launchOptions } from '../../.ci/browser.mjs'
import { faint, tabbed, unnamed } from './lab/access.ts'
import { advance, openPage, openStory, type ServedLab, serveLab } from './lab/lab.ts'

let lab: ServedLab
let browser: Browser

beforeAll(async () => {
  lab = await serveLab()
  // on the reference engine: what is asked here does not depend on what computes
  browser = await chromium.launch(launchOptions())
})

afterAll(async () => {
  await browser?.close()
  await lab?.close()
})

afterEach(() => Promise.all(browser.contexts().map((context) => context.close())))

const still = { still: true } as const
const openLab = async (size: { width?: number; height?: number } = {}): Promise<Page> => {
  const { page } = await openPage(browser, `${lab.url}index.html?backend=cpu`, { ...still, ...size })
  await page.waitForSelector('.goto', { state: 'attached' })
  return page
}
const stories = ['ring', 'torus', 'sphere', 'so3', 'grid-cells', 'pinning']
const openAny = async (name: string): Promise<Page> => {
  if (name === 'lab') return openLab()
  if (name === 'list') return (await openPage(browser, `${lab.url}stories/index.html`, still)).page
  return (await openStory(browser, lab, name, { ...still, query: '?certify=no&backend=cpu' })).page
}

describe.each(['lab', 'list', ...stories])('the page %s', (name) => {
  it('names its controls, lets Tab reach each in sight, and is legible in both themes', async () => {
    const page = await openAny(name)
    // all that folds is open
    await page.evaluate(() => {
      for (const folded of document.querySelectorAll<HTMLDetailsElement>('details.section'))
        folded.open = true
    })
    const { focusable, wrong } = await unnamed(page)
    expect(wrong).toEqual([])
    expect(focusable).toBeGreaterThan(7)
    const reached = await tabbed(page)
    expect(reached.controls).toBeGreaterThan(7)
    expect(reached.missed).toEqual([])
    expect(reached.unseen).toEqual([])
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await page.waitForFunction((theme) => document.documentElement.dataset['theme'] === theme, colorScheme)
      const { texts, wrong } = await faint(page)
      expect(texts).toBeGreaterThan(15)
      expect(wrong, colorScheme).toEqual([])
    }
  })
})

describe('the lab, with keys alone', () => {
  const focused = (page: Page) =>
    page.evaluate(() => document.activeElement!.textContent || document.activeElement!.ariaLabel || '')
  const said = (page: Page, words: string) =>
    page.waitForFunction(
      (words) => document.querySelector('[role=status]')!.textContent!.includes(words),
      words,
    )

  it('opens and leaves menus, the text, the keys and what was found', async () => {
    const page = await openLab()
    const summary = page.locator('.acts summary')
    await summary.focus()
    await page.keyboard.press('Enter')
    expect((await unnamed(page)).wrong).toEqual([])
    await page.keyboard.press('Tab')
    expect(await focused(page)).toBe('Open a file')
    await page.keyboard.press('Escape')
    expect(await focused(page)).toContain('More')
    expect(await page.locator('.acts details').getAttribute('open')).toBeNull()

    await page.locator('#to-text').focus()
    await page.keyboard.press('Enter')
    const editor = page.getByRole('textbox', { name: "the experiment's text" })
    await editor.waitFor()
    expect((await unnamed(page)).wrong).toEqual([])
    // Tab leaves the editor: nobody is caught in it
    await page.keyboard.press('Tab')
    expect(await editor.evaluate((element) => element === document.activeElement)).toBe(false)
    await editor.focus()
    await page.keyboard.press('Escape')
    expect(await focused(page)).toBe('Text')

    await page.keyboard.press('?')
    const sheet = page.getByRole('dialog', { name: 'Keys' })
    await sheet.waitFor()
    expect((await unnamed(page)).wrong).toEqual([])
    await page.keyboard.press('Escape')
    await sheet.waitFor({ state: 'hidden' })

    // a manifold, then a direction of its spectrum
    await page.locator('.goto').first().focus()
    await page.keyboard.press('Enter')
    await page.locator('.directions button').first().focus()
    expect((await unnamed(page)).wrong).toEqual([])
    await page.keyboard.press('Enter')
    await said(page, 'Pushed')
  })

  it('turns numbers, takes hands, chooses views and time', async () => {
    const page = await openLab()
    const slider = page.getByRole('slider', { name: 'coefficient of the harmonic 1,0' })
    await slider.focus()
    const before = await slider.getAttribute('aria-valuetext')
    await page.keyboard.press('ArrowRight')
    expect(await slider.getAttribute('aria-valuetext')).not.toBe(before)
    await page.getByRole('radio', { name: 'Kick' }).focus()
    await page.keyboard.press('ArrowRight')
    expect(await page.getByRole('radio', { name: 'Inhibit' }).isChecked()).toBe(true)
    expect(await page.locator('body').getAttribute('data-hand')).toBe('inhibit')
    await page.getByRole('combobox', { name: 'what this view shows' }).first().focus()
    await page.keyboard.press('ArrowDown')
    await page.waitForFunction(() =>
      document.querySelector('.pane .name')!.textContent!.includes('principal components'),
    )
    await page.getByRole('button', { name: 'Step' }).focus()
    await page.keyboard.press('Enter')
    await page.waitForFunction(() => /step [1-9]/.test(document.getElementById('foot')!.textContent!))
    await page.getByRole('button', { name: 'Reset' }).press('Enter')
    await said(page, 'From the beginning')
    // a live region tells what is seen, when it is asked
    const live = page.locator('#live[aria-live=polite]')
    await page.keyboard.press('w')
    await expect.poll(() => live.textContent()).toMatch(/activity on the torus: .*rate/)
  })

  it('kicks a view with arrows and Enter', async () => {
    const { page } = await openStory(browser, lab, 'ring', { ...still, query: '?certify=no&backend=cpu' })
    const before = await advance(page, 0)
    await page.locator('#stage canvas').first().focus()
    for (let k = 0; k < 13; k++) await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Enter')
    const after = await advance(page, 0)
    expect(after.some((x, i) => Math.abs(x - before[i]!) > 0.1)).toBe(true)
  })

  it('pulls up the margin on a phone', async () => {
    const page = await openLab({ width: 390, height: 844 })
    await page.locator('#handle').focus()
    await page.keyboard.press('Enter')
    await page.getByRole('slider', { name: 'coefficient of the harmonic 1,0' }).waitFor()
    expect((await unnamed(page)).wrong).toEqual([])
    const { missed, unseen } = await tabbed(page)
    expect([...missed, ...unseen]).toEqual([])
    // nothing is wider than the window
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  })
})
