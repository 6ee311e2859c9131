import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { defineConfig } from 'vite'

// What is served is the same whoever builds it, a test runner too.
process.env.NODE_ENV = 'production'

const root = resolve(import.meta.dirname, 'src/pages')

/** What every page shows until its script runs. */
const skeleton = {
  name: 'skeleton',
  transformIndexHtml: (html) =>
    html.replace('<!-- skeleton -->', readFileSync(resolve(root, 'skeleton.html'), 'utf8')),
}

/** The browser bundle: the mock EHR and the SMART app, with paths that hold below any URL. */
export default defineConfig({
  root,
  base: './',
  publicDir: false,
  logLevel: 'warn',
  plugins: [skeleton],
  build: {
    outDir: resolve(import.meta.dirname, 'dist/web'),
    emptyOutDir: true,
    target: 'es2023',
    manifest: true,
    // What the licences of bundled packages ask to be kept with them.
    license: { fileName: 'licenses.md' },
    // The pages' policy loads nothing inline, not even a data: URL.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // Importing a room does nothing but define: what a page does not use of it is left out.
      treeshake: { moduleSideEffects: (id) => !id.includes('/src/') || id.includes('/src/pages/') },
      input: {
        ehr: resolve(root, 'index.html'),
        launch: resolve(root, 'smart/launch.html'),
        app: resolve(root, 'smart/app.html'),
      },
    },
  },
})
