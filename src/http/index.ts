export { toApp } from './app.ts'
export type { AppOptions } from './app.ts'
export { listen } from './server.ts'
export type { RunningServer } from './server.ts'
