import { readProcessConfig } from './config/index.ts'
import { start, type RunningService } from './start.ts'
import { complain, say } from './telemetry/index.ts'

function greet({ publicUrl, composition }: RunningService): void {
  say(`CDS Hooks service: ${publicUrl}/cds-services`)
  const { sandbox } = composition
  if (sandbox === undefined) return
  say(
    `Sandbox:           ${publicUrl}/ (FHIR R4 server with synthetic patients: ${publicUrl}/sandbox/fhir)`,
  )
  say(`\nSee a card:\n\n${sandbox.exampleCommand}\n`)
}

function stopOnSignal(service: RunningService): void {
  const stop = () => {
    service.stop().catch((error: unknown) => {
      complain(String(error))
      process.exitCode = 1
    })
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
}

try {
  const service = await start(readProcessConfig(process.argv.slice(2)))
  stopOnSignal(service)
  greet(service)
} catch (error) {
  complain(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
