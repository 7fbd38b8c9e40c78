/** The package ships no types: a template tag that resolves #if, #elif, #else and #endif. */
declare module 'wgsl-preprocessor/wgsl-preprocessor.js' {
  export function wgsl(strings: readonly string[], ...values: readonly unknown[]): string
}
