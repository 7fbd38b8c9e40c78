/** The document of `certify --json`: a certificate without the states it was measured on. */
import type { Certificate, Manifold, SpikingReport } from '../analysis/report.ts'

export type ManifoldDocument = Omit<Manifold, 'state'>

export interface CertificateDocument extends Omit<Certificate, 'manifolds' | 'spiking'> {
  readonly spiking?: Omit<SpikingReport, 'network'>
  readonly manifolds: readonly ManifoldDocument[]
}

export function certificateDocument({ spiking, ...certificate }: Certificate): CertificateDocument {
  const manifolds = certificate.manifolds.map(({ state: _, ...rest }) => rest)
  if (spiking === undefined) return { ...certificate, manifolds }
  const { network: _, ...told } = spiking
  return { ...certificate, spiking: told, manifolds }
}
