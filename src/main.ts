import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

// What was compiled at one start is read at the next, which halves it. Where the folder cannot be
// written to, every start compiles.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/node', import.meta.url)))
await import('./serve.ts')
