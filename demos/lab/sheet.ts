/** The sheet of keys, a dialog: what each key does, and a switch for those who do not want single keys. */
import { make } from './dom.ts'
import { keyName, keys, paneKeys } from './keys.ts'

export interface Sheet {
  open(): void
  /** whether single keys are obeyed */
  readonly single: boolean
}

export function keySheet(): Sheet {
  const obey = make('input', { type: 'checkbox', checked: true })
  const groups = [...new Set(keys.map(({ group }) => group))]
  const close = make('button', { type: 'button', class: 'word', click: () => dialog.close() }, 'Close')
  const line = (key: string, does: string) =>
    make('div', {}, make('dt', {}, make('kbd', {}, key)), make('dd', {}, does))
  const dialog = make(
    'dialog',
    { class: 'sheet', 'aria-labelledby': 'keys-title' },
    make('header', {}, make('h2', { id: 'keys-title' }, 'Keys'), close),
    make(
      'div',
      { class: 'columns' },
      ...groups.map((group) =>
        make(
          'section',
          {},
          make('h3', {}, group),
          make(
            'dl',
            {},
            ...keys.filter((key) => key.group === group).map(({ key, does }) => line(keyName(key), does)),
            ...(group === 'Views' ? paneKeys.map(([key, does]) => line(key, `${does} (in a view)`)) : []),
          ),
        ),
      ),
    ),
    make('label', { class: 'switch' }, obey, make('span', {}, 'Obey single keys anywhere on the page')),
  )
  document.body.append(dialog)
  dialog.addEventListener('click', (event) => event.target === dialog && dialog.close())
  return {
    open: () => dialog.showModal(),
    get single() {
      return obey.checked
    },
  }
}
