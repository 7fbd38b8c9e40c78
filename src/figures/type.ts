/** How wide words are in Inter, near enough to break lines by: where SVG is written no font is at hand. */

const narrow = /[ijlI|.,:;'!()[\] ]/
const wide = /[mwMWGOQ@%—…]/
const capital = /[\p{Lu}\d]/u
const ideograph = /[\u1100-\u11ff\u2e80-\ud7ff\uf900-\ufaff\uff00-\uff60]/u

/** Width in points of a line at a size in points; rather too wide than too narrow. */
export function widthOf(words: string, size: number): number {
  let ems = 0
  for (const character of words)
    ems += narrow.test(character)
      ? 0.31
      : wide.test(character)
        ? 0.88
        : ideograph.test(character) || character.length > 1
          ? 1.02
          : capital.test(character)
            ? 0.67
            : 0.57
  return ems * size
}

/** The line cut at its end to fit, with an ellipsis. */
export function cut(words: string, size: number, width: number): string {
  if (widthOf(words, size) <= width) return words
  const characters = [...words]
  while (characters.length > 1 && widthOf(`${characters.join('').trimEnd()}…`, size) > width) characters.pop()
  return `${characters.join('').trimEnd()}…`
}

/** Broken between words into at most `most` lines; what is left over ends in an ellipsis. */
export function broken(words: string, size: number, width: number, most: number): string[] {
  const lines: string[] = []
  let rest = words.split(/\s+/).filter((word) => word !== '')
  while (rest.length > 0 && lines.length < most - 1) {
    let count = 1
    while (count < rest.length && widthOf(rest.slice(0, count + 1).join(' '), size) <= width) count++
    const line = rest.slice(0, count).join(' ')
    if (widthOf(line, size) > width) break
    lines.push(line)
    rest = rest.slice(count)
  }
  if (rest.length === 0) return lines
  if (widthOf(rest.join(' '), size) > width && widthOf(`${rest[0]}…`, size) <= width) {
    while (widthOf(`${rest.join(' ')}…`, size) > width) rest.pop()
    rest = [`${rest.join(' ')}…`]
  }
  lines.push(cut(rest.join(' '), size, width))
  return lines
}
