import { defineConfig } from 'vitest/config'

/** Tests that are given a device: Dawn's in Node, and once more Chromium's. */
const onDevices = 'test/device/**/*.test.ts'
/** Tests of whole pages. */
const onPages = 'test/e2e/**/*.test.ts'
/**
 * About Node (its command line, its memory); about the host's part of a run, which is the same program in both; and
 * what a page has tests of its own for (test/e2e: every demo, a lost device, a soak).
 */
const onlyInNode = [
  ...['cli', 'soak', 'memory', 'resume', 'several', 'sweep', 'time', 'range', 'divergence'],
  ...['experiments', 'neutral', 'long-sums', 'reduce-workgroup', 'runner', 'spiking'],
].map((name) => `test/device/${name}.test.ts`)

export default defineConfig({
  test: {
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // on two cores vitest would take one
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: { name: 'host', include: ['test/**/*.test.ts'], exclude: [onDevices, onPages] },
      },
      // a browser that starves on a busy machine gets one more try; .ci/second-attempts.mjs says which tests needed it
      { extends: true, test: { name: 'pages', include: [onPages], retry: 1 } },
      { extends: true, test: { name: 'device-node', include: [onDevices] } },
      {
        extends: true,
        test: {
          name: 'device-page',
          include: [onDevices],
          exclude: onlyInNode,
          globalSetup: 'test/device/page/browser.ts',
          // full products are Node's: a page takes what is covered pairwise
          env: { GOLDSTONE_TEST_DEVICE: 'page', GOLDSTONE_FULL: '' },
        },
      },
    ],
  },
})
