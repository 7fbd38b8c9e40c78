/** The experiment's text, edited in place: loaded when it is asked for. What is refused is shown at its line. */
import { yaml } from '@codemirror/lang-yaml'
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { type Diagnostic, lintGutter, setDiagnostics } from '@codemirror/lint'
import { EditorView, lineNumbers } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { minimalSetup } from 'codemirror'
import type { Refusal } from './protocol.ts'

export interface TextEditor {
  /** replaces the text from outside, keeping the cursor where it can */
  set(text: string): void
  refuse(refusal: Refusal | null): void
  focus(): void
}

const look = EditorView.theme({
  '&': { color: 'var(--ink)', backgroundColor: 'transparent', fontSize: '13px', height: '100%' },
  '&.cm-focused': { outline: '1.5px solid var(--accent)', outlineOffset: '-1.5px' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '20px' },
  '.cm-content': { caretColor: 'var(--accent)', padding: '8px 0' },
  '.cm-gutters': { backgroundColor: 'transparent', color: 'var(--quiet)', border: 'none' },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: '28px', padding: '0 8px 0 0' },
  '.cm-selectionBackground, &.cm-focused .cm-selectionBackground': {
    backgroundColor: 'var(--rule) !important',
  },
  '.cm-lintRange-error': { backgroundImage: 'none', borderBottom: '1.5px dashed var(--saddle)' },
  '.cm-lint-marker-error': {
    content: '""',
    width: '8px',
    height: '8px',
    margin: '6px 3px',
    borderRadius: '50%',
    backgroundColor: 'var(--saddle)',
  },
  '.cm-tooltip': {
    backgroundColor: 'var(--paper)',
    border: '1px solid var(--rule)',
    color: 'var(--ink)',
    font: '13px/20px var(--sans)',
    maxWidth: '420px',
  },
  '.cm-diagnostic-error': { borderLeft: '2px solid var(--saddle)' },
})

const inks = HighlightStyle.define([
  { tag: tags.comment, color: 'var(--quiet)', fontStyle: 'italic' },
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--ink)', fontWeight: '600' },
  { tag: [tags.number, tags.bool], color: 'var(--accent)' },
  { tag: tags.string, color: 'var(--accent)' },
  { tag: [tags.punctuation, tags.separator, tags.bracket], color: 'var(--quiet)' },
])

export function openText(host: HTMLElement, text: string, changed: (text: string) => void): TextEditor {
  let fromOutside = false
  const view = new EditorView({
    parent: host,
    doc: text,
    extensions: [
      minimalSetup,
      lineNumbers(),
      lintGutter(),
      yaml(),
      look,
      syntaxHighlighting(inks),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ 'aria-label': "the experiment's text" }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged && !fromOutside) changed(update.state.doc.toString())
      }),
    ],
  })
  // it takes the focus for a moment when it is clicked
  view.scrollDOM.role = 'group'
  view.scrollDOM.ariaLabel = 'editor'
  return {
    set(next) {
      const old = view.state.doc.toString()
      if (old === next) return
      // the shortest change, so that the cursor stays
      let from = 0
      while (from < old.length && from < next.length && old[from] === next[from]) from++
      let [end, until] = [old.length, next.length]
      while (end > from && until > from && old[end - 1] === next[until - 1]) {
        end--
        until--
      }
      fromOutside = true
      view.dispatch({ changes: { from, to: end, insert: next.slice(from, until) } })
      fromOutside = false
    },
    refuse(refusal) {
      view.dispatch(setDiagnostics(view.state, refusal === null ? [] : [diagnostic(refusal)]))
    },
    focus: () => view.focus(),
  }

  function diagnostic({ message, line, column }: Refusal): Diagnostic {
    const { doc } = view.state
    const at = doc.line(Math.min(doc.lines, Math.max(1, line ?? 1)))
    const from = Math.min(at.to, at.from + Math.max(0, (column ?? 1) - 1))
    return { from, to: Math.max(from, at.to), severity: 'error', message: withoutPlace(message) }
  }
}

/** The message without `name:3:7: `, where the line says it. */
export function withoutPlace(message: string): string {
  return message.replace(/^(?:line |[^\s:]+:)\d+:\d+: /, '')
}
