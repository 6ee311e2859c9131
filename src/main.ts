import { existsSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { RunningService } from './service.ts'
import { PROCESS_TERMINAL } from './base/terminal/process-terminal.ts'

const { complain, say } = PROCESS_TERMINAL

function greet({ publicUrl, sandbox }: RunningService): void {
  say(`CDS Hooks service: ${publicUrl}/cds-services`)
  if (sandbox === undefined) return
  say(
    `Sandbox:           ${publicUrl}/ (FHIR R4 server with synthetic patients: ${publicUrl}/sandbox/fhir)`,
  )
  say(`\nSee a card:\n\n${sandbox.exampleCommand}\n`)
}

/** The browser bundle, when `npm run build:web` has made it; `npm start` does so first. */
function findWebFolder(): string | undefined {
  const folder = fileURLToPath(new URL('../dist/web', import.meta.url))
  return existsSync(folder) ? folder : undefined
}

/** How often to look whether npm is still there. */
const NPM_WATCH_MS = 500

/**
 * Drains and stops at SIGINT and SIGTERM; at the second one it stops at once. npm ends at SIGTERM
 * without passing it on through its shell: a service whose npm has gone stops too, or it would keep
 * the port.
 */
function stopWhenAsked(service: RunningService, isRunByNpm: boolean): void {
  const parent = process.ppid
  const watch = setInterval(() => {
    if (isRunByNpm && process.ppid !== parent) stop()
  }, NPM_WATCH_MS).unref()
  const impatience = new AbortController()
  let isStopping = false
  async function drainAndStop(): Promise<void> {
    await service.drain(impatience.signal)
    await service.stop()
  }
  function stop(): void {
    clearInterval(watch)
    if (isStopping) {
      impatience.abort()
      return
    }
    isStopping = true
    drainAndStop().catch((error: unknown) => {
      complain(String(error))
      process.exitCode = 1
    })
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
}

// What was compiled at one start is read at the next, which halves it; all that is large is loaded
// after this. Where the folder cannot be written to, every start compiles.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/node', import.meta.url)))

try {
  const [{ readProcessConfig }, { start }] = await Promise.all([
    import('./base/config/config.ts'),
    import('./service.ts'),
  ])
  const config = readProcessConfig(process.argv.slice(2))
  const service = await start(config, { webFolder: findWebFolder() })
  stopWhenAsked(service, config.isRunByNpm)
  process.on('SIGHUP', () => service.reload())
  greet(service)
} catch (error) {
  complain(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
