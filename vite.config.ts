/**
 * The library build: dist/index.js for pages and scripts, dist/node.js for Node, dist/goldstone.js the
 * command. Dependencies stay outside; shared code goes into chunks beside the entries.
 */
import { defineConfig } from 'vite'

export default defineConfig({
  logLevel: 'warn',
  publicDir: false,
  build: {
    ssr: true,
    target: 'es2022',
    outDir: 'dist',
    minify: false,
    rollupOptions: {
      input: {
        index: 'src/index.ts',
        node: 'src/io/node/index.ts',
        goldstone: 'src/cli/main.ts',
      },
      output: {
        format: 'es',
        entryFileNames: '[name].js',
        chunkFileNames: 'chunk-[hash].js',
      },
    },
  },
})
