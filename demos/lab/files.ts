/** Files that a person opens or drops: one experiment, and the arrays that it names. */
import type { Source } from './protocol.ts'

/** The experiment among the files; null where there is none. Files beside it are known by their names. */
export async function sourceOf(files: readonly File[]): Promise<Source | null> {
  const main = files.find(({ name }) => /\.(ya?ml|json)$/i.test(name))
  if (main === undefined) return null
  return {
    text: await main.text(),
    name: main.name,
    files: await arraysOf(files.filter((file) => file !== main)),
  }
}

export async function arraysOf(files: readonly File[]): Promise<Record<string, Uint8Array>> {
  const read = files.map(async (file) => [file.name, new Uint8Array(await file.arrayBuffer())] as const)
  return Object.fromEntries(await Promise.all(read))
}

/** What can be done with files that stand beside the experiment. */
export function besideWords(names: readonly string[], text: string): string {
  const read = filesNamed(text).filter((name) => names.includes(name))
  if (read.length > 0) return `The experiment reads ${read.join(', ')} now`
  const array = names.find((name) => /\.npy$/i.test(name))
  if (array === undefined)
    return `Open an experiment (.yaml, .json) or arrays (.npy): nothing here reads ${names.join(', ')}`
  return `The text can name ${array} now, as in kernel: { matrix: ${array} }`
}

/** Arrays that a text names. */
export function filesNamed(text: string): string[] {
  const named = text.replace(/#.*$/gm, '').matchAll(/[^\s'"{}[\],:]+\.npy\b/g)
  return [...new Set([...named].map(([name]) => name))]
}

/** What to do where a text was refused for an array that is not there; null where it was for something else. */
export function missingWords({ text, files = {} }: Source, refused: string): string | null {
  const missing = filesNamed(text).filter((name) => !Object.hasOwn(files, name))
  return missing.some((name) => refused.includes(`"${name}"`))
    ? `The experiment reads ${missing.join(', ')}, which no link carries: drop the file on this page.`
    : null
}

/** Asks for files. Resolves with none when the person closes the window. */
export function askForFiles(): Promise<File[]> {
  return new Promise((resolve) => {
    const input = document.createElement('input')
    input.type = 'file'
    input.multiple = true
    input.accept = '.yaml,.yml,.json,.npy'
    input.addEventListener('change', () => resolve([...(input.files ?? [])]))
    input.addEventListener('cancel', () => resolve([]))
    input.click()
  })
}

/** Hears files dropped anywhere on the page, and marks it while they hover. */
export function hearDrops(dropped: (files: File[]) => void): void {
  let depth = 0
  const mark = () => document.body.classList.toggle('dropping', depth > 0)
  addEventListener('dragenter', () => {
    depth++
    mark()
  })
  addEventListener('dragleave', () => {
    depth = Math.max(0, depth - 1)
    mark()
  })
  addEventListener('dragover', (event) => event.preventDefault())
  addEventListener('drop', (event) => {
    event.preventDefault()
    depth = 0
    mark()
    // a folder has no bytes
    const items = [...(event.dataTransfer?.items ?? [])]
    const folders = items.map((item) => item.webkitGetAsEntry?.()?.isDirectory === true)
    const files = [...(event.dataTransfer?.files ?? [])].filter((_, k) => folders[k] !== true)
    if (files.length > 0) dropped(files)
  })
}
