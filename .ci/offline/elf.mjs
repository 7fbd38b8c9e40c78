/**
 * What a program or library asks of the host, read from the file itself (64-bit, little-endian ELF): the
 * libraries it names and the symbol versions it wants of them. Layouts: System V ABI and, for the versions,
 * the Linux Standard Base, "Symbol Versioning".
 */

const sectionType = { dynamic: 6, dynamicSymbols: 11, versionNeeds: 0x6ffffffe, symbolVersions: 0x6fffffff }
const neededTag = 1n
const x86 = 62

/** Sections by their type; `link` is the index of the section with their strings. Throws for what is no such file. */
function sectionsOf(bytes, name) {
  const isElf64 =
    bytes.length > 64 && bytes.readUInt32BE(0) === 0x7f454c46 && bytes[4] === 2 && bytes[5] === 1
  if (!isElf64 || bytes.readUInt16LE(18) !== x86)
    throw new Error(`${name} is no Linux x86-64 binary. Pack on Linux x86-64, with its own Node`)
  const [start, size, count] = [
    Number(bytes.readBigUInt64LE(40)),
    bytes.readUInt16LE(58),
    bytes.readUInt16LE(60),
  ]
  return Array.from({ length: count }, (_, i) => {
    const at = start + i * size
    return {
      type: bytes.readUInt32LE(at + 4),
      offset: Number(bytes.readBigUInt64LE(at + 24)),
      size: Number(bytes.readBigUInt64LE(at + 32)),
      link: bytes.readUInt32LE(at + 40),
      count: bytes.readUInt32LE(at + 44),
    }
  })
}

function textAt(bytes, offset) {
  return bytes.toString('latin1', offset, bytes.indexOf(0, offset))
}

/** The entries of .gnu.version_r: where each stands, its library, its version, the index that symbols refer to. */
function versionNeeds(bytes, sections) {
  const needs = sections.find(({ type }) => type === sectionType.versionNeeds)
  if (needs === undefined) return []
  const strings = sections[needs.link].offset
  const found = []
  let at = needs.offset
  for (let i = 0; i < needs.count; i++) {
    const library = textAt(bytes, strings + bytes.readUInt32LE(at + 4))
    let entry = at + bytes.readUInt32LE(at + 8)
    for (let j = bytes.readUInt16LE(at + 2); j > 0; j--) {
      const version = textAt(bytes, strings + bytes.readUInt32LE(entry + 8))
      found.push({ library, version, entry, index: bytes.readUInt16LE(entry + 6) })
      entry += bytes.readUInt32LE(entry + 12)
    }
    at += bytes.readUInt32LE(at + 12)
  }
  return found
}

/** `{ libraries: ['libc.so.6', ...], versions: ['GLIBC_2.34', ...] }` of the file's bytes. */
export function needsOf(bytes, name) {
  const sections = sectionsOf(bytes, name)
  const libraries = []
  const dynamic = sections.find(({ type }) => type === sectionType.dynamic)
  for (let at = dynamic?.offset ?? 0; at < (dynamic ? dynamic.offset + dynamic.size : 0); at += 16)
    if (bytes.readBigUInt64LE(at) === neededTag)
      libraries.push(textAt(bytes, sections[dynamic.link].offset + Number(bytes.readBigUInt64LE(at + 8))))
  return { libraries, versions: versionNeeds(bytes, sections).map(({ version }) => version) }
}

/** Names of the symbols that are wanted at that version. */
export function symbolsAt(bytes, version, name) {
  const sections = sectionsOf(bytes, name)
  const index = versionNeeds(bytes, sections).find((need) => need.version === version)?.index
  const symbols = sections.find(({ type }) => type === sectionType.dynamicSymbols)
  const versions = sections.find(({ type }) => type === sectionType.symbolVersions)
  if (index === undefined || symbols === undefined || versions === undefined) return []
  return Array.from({ length: versions.size / 2 }, (_, i) => i)
    .filter((i) => (bytes.readUInt16LE(versions.offset + 2 * i) & 0x7fff) === index)
    .map((i) => textAt(bytes, sections[symbols.link].offset + bytes.readUInt32LE(symbols.offset + 24 * i)))
}

/** Makes the file want `older` wherever it wanted `version`, in place; it must want `older` of the same library too. */
export function wantOlder(bytes, version, older, name) {
  const needs = versionNeeds(bytes, sectionsOf(bytes, name))
  const from = needs.find((need) => need.version === version)
  const to = needs.find((need) => need.version === older && need.library === from?.library)
  if (from === undefined || to === undefined) throw new Error(`${name} does not want ${version} and ${older}`)
  // vna_hash and vna_name
  bytes.copy(bytes, from.entry, to.entry, to.entry + 4)
  bytes.copy(bytes, from.entry + 8, to.entry + 8, to.entry + 12)
}

/** Whether a version such as GLIBC_2.34 is newer than another of the same family. */
export function isNewer(version, than) {
  const numbers = (text) => text.split('_')[1].split('.').map(Number)
  const [a, b] = [numbers(version), numbers(than)]
  for (let i = 0; i < Math.max(a.length, b.length); i++)
    if ((a[i] ?? 0) !== (b[i] ?? 0)) return (a[i] ?? 0) > (b[i] ?? 0)
  return false
}
