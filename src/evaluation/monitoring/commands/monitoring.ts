import type { Command } from 'commander'
import { addExplain } from './explain.ts'
import type { MonitoringTools } from './monitoring-tools.ts'
import { addOutcomes } from './outcomes.ts'
import { addPreview } from './preview.ts'
import { addReport } from './report.ts'

/** Adds the commands about what was recorded. */
export function addMonitoring(program: Command, tools: MonitoringTools): void {
  for (const add of [addExplain, addReport, addPreview, addOutcomes]) add(program, tools)
}
