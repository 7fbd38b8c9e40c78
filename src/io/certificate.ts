/** The document of `certify --json`: a certificate without the states it was measured on. */
import type { Certificate, Manifold } from '../analysis/report.ts'

export type ManifoldDocument = Omit<Manifold, 'state'>

export interface CertificateDocument extends Omit<Certificate, 'manifolds'> {
  readonly manifolds: readonly ManifoldDocument[]
}

export function certificateDocument(certificate: Certificate): CertificateDocument {
  return { ...certificate, manifolds: certificate.manifolds.map(({ state: _, ...rest }) => rest) }
}
