import { Command } from 'commander'
import { addMonitoring } from '../../src/evaluation/monitoring/commands/monitoring.ts'
import type { MonitoringTools } from '../../src/evaluation/monitoring/commands/monitoring-tools.ts'
import { composeMonitoringTools } from '../../src/compose-monitoring.ts'
import type { GuidanceRecords } from '../../src/records/guidance-records.ts'
import { readTable } from '../../src/base/formats/table.ts'
import type { TestService } from './service.ts'
import { frozenClock } from './clock.ts'

/** What a command printed, and whether it failed. */
export interface CommandAnswer {
  readonly stdout: string
  readonly stderr: string
  readonly hasFailed: boolean
}

/** Runs a command about records with these tools, and catches what it says. */
export async function runMonitoring(
  tools: Omit<MonitoringTools, 'say' | 'complain' | 'fail'>,
  args: readonly string[],
): Promise<CommandAnswer> {
  let [stdout, stderr, hasFailed] = ['', '', false]
  const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined })
  addMonitoring(program, {
    ...tools,
    say: (text) => void (stdout += `${text}\n`),
    complain: (text) => void (stderr += `${text}\n`),
    fail: () => void (hasFailed = true),
  })
  await program.parseAsync([...args], { from: 'user' })
  return { stdout, stderr, hasFailed }
}

/** Runs a command about records on those of a running service, or on others. */
export function askCli(
  { catalog, records }: TestService,
  args: readonly string[],
  others?: GuidanceRecords,
): Promise<CommandAnswer> {
  const reader = others ?? records
  if (reader === undefined) throw new Error('no records are kept')
  const tools = {
    ...composeMonitoringTools(catalog, frozenClock),
    open: () => Promise.resolve({ ...reader, close: () => Promise.resolve() }),
    readTable,
  }
  return runMonitoring(tools, args)
}
