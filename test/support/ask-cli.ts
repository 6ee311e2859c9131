import { Command } from 'commander'
import { addMonitoring, type MonitoringTools } from '../../src/cli/index.ts'
import { composeMonitoringTools } from '../../src/compose-monitoring.ts'
import type { GuidanceRecords } from '../../src/guidance/index.ts'
import { readTable } from '../../src/interchange/index.ts'
import { frozenClock, type TestService } from './service.ts'

/** What a command printed, and whether it failed. */
export interface CommandAnswer {
  readonly stdout: string
  readonly stderr: string
  readonly hasFailed: boolean
}

/** Runs a command about records on those of a running service, or on others. */
export async function askCli(
  { composition: { catalog, records } }: TestService,
  args: readonly string[],
  others?: GuidanceRecords,
): Promise<CommandAnswer> {
  const reader = others ?? records
  if (reader === undefined) throw new Error('no records are kept')
  let [stdout, stderr, hasFailed] = ['', '', false]
  const tools: MonitoringTools = {
    ...composeMonitoringTools(catalog, frozenClock),
    open: () => Promise.resolve({ ...reader, close: () => Promise.resolve() }),
    readTable,
    say: (text) => void (stdout += `${text}\n`),
    complain: (text) => void (stderr += `${text}\n`),
    fail: () => void (hasFailed = true),
  }
  const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined })
  addMonitoring(program, tools)
  await program.parseAsync([...args], { from: 'user' })
  return { stdout, stderr, hasFailed }
}
