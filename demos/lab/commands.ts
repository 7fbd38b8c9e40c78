/** Commands, from buttons and from keys alike. */
import { type Command, commandOf } from './keys.ts'

export interface CommandOptions {
  readonly actions: Readonly<Record<Command, () => void>>
  /** whether single keys are obeyed now */
  readonly obeys: () => boolean
  /** Escape was pressed: leave what is open */
  readonly left: () => void
}

export function obey({ actions, obeys, left }: CommandOptions): void {
  addEventListener('keydown', (event) => {
    const target = event.target as HTMLElement
    if (event.key === 'Escape') {
      closeMenus()
      left()
      return
    }
    if (!obeys() || document.querySelector('dialog[open]')) return
    const command = commandOf(event, focusOf(target))
    if (command === null) return
    event.preventDefault()
    actions[command]()
  })
  for (const button of document.querySelectorAll<HTMLElement>('[data-command]'))
    button.addEventListener('click', () => {
      closeMenus()
      actions[button.dataset['command'] as Command]()
    })
  addEventListener('pointerdown', ({ target }) => closeMenus(target as Node))
}

/** All but the one that contains `but`; the focus goes from what closes to what opened it. */
export function closeMenus(but: Node | null = null): void {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>('details.menu[open]')) {
    if (menu.contains(but)) continue
    if (menu.contains(document.activeElement)) menu.querySelector('summary')!.focus()
    menu.open = false
  }
}

function focusOf(target: HTMLElement): 'text' | 'button' | 'slider' | 'else' {
  if (target.isContentEditable || target.matches('input[type=text], textarea, select')) return 'text'
  if (target.matches('input[type=range]')) return 'slider'
  const pressed = 'button, summary, a, input[type=radio], input[type=checkbox], [role=button]'
  return target.matches(pressed) ? 'button' : 'else'
}
