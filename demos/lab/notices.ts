/** What the page has to say meanwhile: one line at the foot of the stage, read aloud; faults stay until closed. */
import { iconButton, make } from './dom.ts'

export interface Notices {
  /** goes away by itself after a while, or when the next comes */
  say(text: string): void
  /** stays until it is closed or `clear` takes it away */
  warn(key: string, text: string, action?: { readonly name: string; readonly act: () => void }): void
  clear(key: string): void
}

export function noticesIn(host: HTMLElement): Notices {
  const said = make('p', { role: 'status', class: 'said' })
  host.append(said)
  const warnings = new Map<string, HTMLElement>()
  let timer = 0

  function clear(key: string): void {
    warnings.get(key)?.remove()
    warnings.delete(key)
  }

  return {
    say(text) {
      said.textContent = text
      clearTimeout(timer)
      timer = window.setTimeout(() => {
        said.textContent = ''
      }, 6000)
    },
    warn(key, text, action) {
      clear(key)
      const line = make('div', { role: 'alert', class: 'warning' }, make('p', {}, text))
      if (action !== undefined)
        line.append(make('button', { type: 'button', class: 'word', click: action.act }, action.name))
      line.append(iconButton('close', 'close this notice', () => clear(key)))
      warnings.set(key, line)
      host.append(line)
    },
    clear,
  }
}
