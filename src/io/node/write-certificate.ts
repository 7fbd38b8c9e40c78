/** A certificate on disk: the report as one page, the JSON document, its figures; whole or not at all. */
import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Portrait } from '../../analysis/portrait/portrait.ts'
import type { Certificate } from '../../analysis/report.ts'
import type { LoadedExperiment } from '../../experiment/load.ts'
import { experimentHash } from '../../experiment/serialize.ts'
import { certificateFigures, figureNames } from '../../figures/certificate/files.ts'
import { certificatePage } from '../../figures/certificate/page.ts'
import { certificateDocument } from '../certificate.ts'
import { writeJson } from '../manifest.ts'
import { version } from '../version.ts'
import { type Output, openOutput } from './output.ts'
import { reportFonts } from './report-fonts.ts'

export interface FinishedCertificate {
  readonly loaded: LoadedExperiment
  readonly certificate: Certificate
  readonly portrait: Portrait
}

/** Every name that a certificate's folder may hold of ours. */
export const certificateFileNames: readonly string[] = [
  'manifest.json',
  'certificate.html',
  'certificate.json',
  ...figureNames,
]

/** A folder for a certificate; throws InputError at `place` as openOutput does, and where a run lies in it. */
export function openCertificate(target: string, place: string): Output {
  return openOutput(target, place, certificateFileNames, 'certificate')
}

/**
 * Writes every file into `output` and moves them into place. Returns their names. Throws what the file system
 * throws; the output is then discarded.
 */
export async function writeCertificate(
  { loaded, certificate, portrait }: FinishedCertificate,
  output: Output,
): Promise<string[]> {
  try {
    const { seed } = certificate.search
    const made = `Goldstone ${version}.`
    const files = new Map([
      ['certificate.html', certificatePage(certificate, portrait, { made, fonts: reportFonts })],
      ['certificate.json', writeJson(certificateDocument(certificate))],
      ...certificateFigures(certificate, portrait),
    ])
    for (const [name, content] of files) writeFileSync(join(output.folder, name), content)
    const manifest = {
      format: 1,
      kind: 'certificate',
      title: certificate.title,
      status: certificate.search.finished ? 'ok' : 'aborted',
      versions: { goldstone: version, node: process.versions.node },
      seed,
      hash: await experimentHash(loaded.experiment),
      experiment: loaded.experiment,
      files: [...files.keys()].map((name) => ({ name, bytes: statSync(join(output.folder, name)).size })),
    }
    writeFileSync(join(output.folder, 'manifest.json'), writeJson(manifest))
    return output.keep()
  } catch (error) {
    output.discard()
    throw error
  }
}
