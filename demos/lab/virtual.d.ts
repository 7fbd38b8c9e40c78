/** Made by the build: see made-opening.ts. */
declare module 'virtual:opening-finding' {
  const address: string
  export default address
}

/** The address of a file that the build puts beside the pages. */
declare module '*.woff2?url' {
  const address: string
  export default address
}
