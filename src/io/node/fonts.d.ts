/** A font as a data URL, put into the build. */
declare module '*.woff2?inline' {
  const url: string
  export default url
}
