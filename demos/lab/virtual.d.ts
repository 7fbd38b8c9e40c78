/** Made by the build: see made-opening.ts. */
declare module 'virtual:opening-finding' {
  const address: string
  export default address
}
