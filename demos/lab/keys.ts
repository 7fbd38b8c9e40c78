/** The keyboard: one table, from which keys are obeyed and the sheet of keys is written. */

export type Command =
  | 'play'
  | 'step'
  | 'reset'
  | 'reseed'
  | 'slower'
  | 'faster'
  | 'kick'
  | 'inhibit'
  | 'drag'
  | 'turn'
  | 'strike'
  | 'smaller'
  | 'larger'
  | 'certify'
  | 'text'
  | 'share'
  | 'open'
  | 'save'
  | 'add'
  | 'tell'
  | 'theme'
  | 'keys'

export interface Key {
  readonly key: string
  readonly command: Command
  readonly does: string
  readonly group: 'Time' | 'Hands' | 'Views' | 'Experiment'
}

/** `key` is KeyboardEvent.key; letters are meant with and without Shift. */
export const keys: readonly Key[] = [
  { key: ' ', command: 'play', does: 'go on or pause', group: 'Time' },
  { key: '.', command: 'step', does: 'take one step', group: 'Time' },
  { key: 'r', command: 'reset', does: 'begin anew', group: 'Time' },
  { key: 'n', command: 'reseed', does: 'begin anew with another seed', group: 'Time' },
  { key: ',', command: 'slower', does: 'half as fast', group: 'Time' },
  { key: '/', command: 'faster', does: 'twice as fast', group: 'Time' },
  { key: 'x', command: 'strike', does: 'kick the activity somewhere', group: 'Hands' },
  { key: 'k', command: 'kick', does: 'take the hand that kicks', group: 'Hands' },
  { key: 'i', command: 'inhibit', does: 'take the hand that inhibits', group: 'Hands' },
  { key: 'd', command: 'drag', does: 'take the hand that drags the bump', group: 'Hands' },
  { key: 't', command: 'turn', does: 'take the hand that turns the view', group: 'Hands' },
  { key: '[', command: 'smaller', does: 'a smaller brush', group: 'Hands' },
  { key: ']', command: 'larger', does: 'a larger brush', group: 'Hands' },
  { key: 'a', command: 'add', does: 'add a view', group: 'Views' },
  { key: 'w', command: 'tell', does: 'say in words what the views show', group: 'Views' },
  { key: 'c', command: 'certify', does: 'find every manifold of equilibria', group: 'Experiment' },
  { key: 'e', command: 'text', does: "edit the experiment's text", group: 'Experiment' },
  { key: 'l', command: 'share', does: 'copy a link to this experiment and state', group: 'Experiment' },
  { key: 'o', command: 'open', does: 'open a file', group: 'Experiment' },
  { key: 's', command: 'save', does: 'save the experiment as a file', group: 'Experiment' },
  { key: 'm', command: 'theme', does: 'light, dark, or as the system', group: 'Experiment' },
  { key: '?', command: 'keys', does: 'show these keys', group: 'Experiment' },
]

/** What a view obeys while it has the focus; listed for people, obeyed in pane.ts. */
export const paneKeys: readonly (readonly [key: string, does: string])[] = [
  ['Arrows', 'turn the view, or move the hand over it'],
  ['Enter', 'press the hand down; again to lift it'],
  ['+ −', 'nearer, farther'],
  ['0', 'back to the first look'],
]

interface Pressed {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
}

/**
 * What a pressed key asks for; null where it is none of ours, held with a modifier, or typed into a field.
 * A button has Space and Enter for itself.
 */
export function commandOf(pressed: Pressed, focus: 'text' | 'button' | 'slider' | 'else'): Command | null {
  if (pressed.ctrlKey || pressed.metaKey || pressed.altKey || focus === 'text') return null
  if (pressed.key === ' ' && focus === 'button') return null
  const key = pressed.key.length === 1 ? pressed.key.toLowerCase() : pressed.key
  return keys.find((known) => known.key === key)?.command ?? null
}

export function keyName(key: string): string {
  return key === ' ' ? 'Space' : key.toUpperCase()
}
