/** The margin's text in place of its numbers: the editor is loaded when it is first asked for. */
import { at } from './dom.ts'
import type { Refusal } from './protocol.ts'
import type { TextEditor } from './text.ts'

export interface Writing {
  readonly shown: boolean
  show(on: boolean): Promise<void>
  /** the text was changed elsewhere */
  set(text: string): void
  refuse(refusal: Refusal | null): void
}

/** `typed` hears of the text once the person pauses. */
export function openWriting(typed: (text: string) => void): Writing {
  let editor: TextEditor | null = null
  let text = ''
  let refusal: Refusal | null = null
  let timer = 0
  const host = at('text')

  return {
    get shown() {
      return !host.hidden
    },
    async show(on) {
      document.body.classList.toggle('texting', on)
      at('to-text').setAttribute('aria-pressed', String(on))
      if (!on && host.contains(document.activeElement)) at('to-text').focus()
      host.hidden = !on
      at('numbers').hidden = at('run').hidden = on
      if (!on) return
      if (editor === null) {
        const { openText } = await import('./text.ts')
        editor ??= openText(host, text, (next) => {
          text = next
          clearTimeout(timer)
          timer = window.setTimeout(() => typed(next), 350)
        })
      }
      editor.set(text)
      editor.refuse(refusal)
      editor.focus()
    },
    set(next) {
      // what was typed last belongs to the text before
      clearTimeout(timer)
      text = next
      editor?.set(next)
    },
    refuse(next) {
      refusal = next
      editor?.refuse(next)
    },
  }
}
