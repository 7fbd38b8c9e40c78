/** The commit that was built, put in by .ci/bench.mjs: `c0ffee1`, with `+` where the tree had changes. */
declare const __COMMIT__: string

export const commit = typeof __COMMIT__ === 'string' ? __COMMIT__ : 'not built'
