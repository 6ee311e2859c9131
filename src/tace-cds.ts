#!/usr/bin/env -S node --disable-warning=ExperimentalWarning
import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { addCommands, command } from './base/terminal/lazy-commands.ts'
import { PROCESS_TERMINAL } from './base/terminal/process-terminal.ts'

/** Every wing checks what its settings rest on. */
const CHECKS = [
  () => import('./catalog/config-checks.ts'),
  () => import('./server/config-checks.ts'),
  () => import('./records/config-checks.ts'),
]

const loadCheckConfig = async () => {
  const { defineCheckConfig } = await import('./base/config/commands/check-config.ts')
  return { define: defineCheckConfig(CHECKS) }
}

/** What is set up is checked and tried, for which all parts are needed. */
const loadInit = async () => {
  const [{ defineInit }, { checkConfig }] = await Promise.all([
    import('./interop/init/command.ts'),
    import('./base/config/commands/check-config.ts'),
  ])
  const define = defineInit({
    checkConfig: (terminal) => checkConfig(terminal, true, CHECKS),
    startService: async (environment) => {
      const [{ readConfig }, { start }] = await Promise.all([
        import('./base/config/config.ts'),
        import('./service.ts'),
      ])
      return start(readConfig(environment, []))
    },
  })
  return { define }
}

// A line a command.
// prettier-ignore
const COMMANDS = [
  command('init [options]', "make the files of a site from what its records hold, and try one call", loadInit),
  command('intercept', 'print the intercept of each model and what it is based on', () => import('./evaluation/evidence/commands/intercept.ts')),
  command('check-services [options] [folder]', 'list every mistake in a folder of services: file, line, JSON path, how to fix it', () => import('./catalog/commands/check-services.ts')),
  command('new-model [options] <name>', 'create the folder of a new service; check-services lists what is still to be filled in', () => import('./catalog/commands/new-model.ts')),
  command('import-sr [options] <file...>', 'turn DICOM SR measurement reports (TID 1500) into a FHIR transaction Bundle', () => import('./interop/dicom-sr/command.ts')),
  command('import-table [options] <file>', 'turn a table of measurements and findings (CSV, xlsx) into a FHIR transaction Bundle', () => import('./interop/table/command.ts')),
  command('fhir-package [options]', 'write code systems, value sets, profiles with examples, form and plan as a FHIR package', () => import('./interop/fhir-package/command.ts')),
  command('call [options] <service>', 'send one signed hook to any CDS Service, and show its cards', () => import('./interop/call/command.ts')),
  command('hl7v2 [options]', 'receive HL7 v2 results and orders by MLLP, and call a CDS Hooks service for each order', () => import('./interop/hl7v2/command.ts')),
  command('check-config [options]', 'check the configuration and everything it names; ends with 1 at any mistake', loadCheckConfig),
  command('config-docs [options]', 'write the table of all settings', () => import('./base/config/commands/config-docs.ts')),
  command('doctor [options]', "tell for one patient of a site's FHIR server what was asked, used and not used, and why", () => import('./catalog/commands/doctor.ts')),
  command('explain [options] <uuid>', 'compute a recorded card again, and show what it is based on', () => import('./evaluation/monitoring/commands/explain.ts')),
  command('report [options]', 'drift, calibration, cards, overrides and alarms, from the records', () => import('./evaluation/monitoring/commands/report.ts')),
  command('preview [options]', 'tell what doctors would have seen of recorded orders under each setting, silent ones too', () => import('./evaluation/preview/commands/preview.ts')),
  command('outcomes', 'outcomes of patients', () => import('./evaluation/monitoring/commands/outcomes.ts')),
  command('records', 'delete, export or back up records', () => import('./records/commands/records.ts')),
  command('evidence [options]', 'derive every published and assumed figure again, and write docs/evidence', () => import('./evaluation/evidence/commands/evidence.ts')),
  command('versions [options] [folder]', "solve the intercepts of every model's versions, and write versions.json", () => import('./evaluation/anchoring/commands/versions.ts')),
  command('nomogram [options] [service]', "draw a service's model: points per predictor, their sum, the risk", () => import('./evaluation/evidence/commands/nomogram.ts')),
  command('conformance [options]', 'check any CDS Hooks service from outside', () => import('./interop/conformance/command.ts')),
  command('cohort', "a site's own patients: validate and recalibrate the model, repeat the study", () => import('./evaluation/cohort/commands/cohort.ts')),
]

// What was compiled for one call is read at the next.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/node', import.meta.url)))
const program = new Command('tace-cds').description('Tools around the CDS service')
try {
  await addCommands(program, PROCESS_TERMINAL, COMMANDS).parseAsync()
} catch (error) {
  PROCESS_TERMINAL.complain(error instanceof Error ? error.message : String(error))
  PROCESS_TERMINAL.endWith(1)
}
