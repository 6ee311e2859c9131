#!/usr/bin/env -S node --disable-warning=ExperimentalWarning
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { resolve } from 'node:path'
import { type Catalog, checkCatalog, loadRiskModelFile } from './catalog/index.ts'
import { isFolderCommand, toProgram } from './cli/index.ts'
import {
  composeExamination,
  loadShippedCatalog,
  newUuid,
  shippedModelPath,
  systemClock,
} from './compose.ts'
import { scoresByBoard } from './compose-board.ts'
import { toConfigChecks } from './compose-check.ts'
import { CATALOG_FOLDER, catalogOptions } from './compose-catalog.ts'
import { composeMonitoringTools } from './compose-monitoring.ts'
import { composeRecordsCommands } from './compose-records-cli.ts'
import { describeSettings, inspectProcessConfig, readProcessConfig } from './config/index.ts'
import { parseSrMap, readTable } from './interchange/index.ts'
import { toIsoDate } from './kernel/index.ts'
import { cohortReportHtml, extractionReportHtml } from './reports/index.ts'
import { complain, say } from './telemetry/index.ts'

const SR_MAP = new URL('../cds-services/_interchange/dicom-sr.json', import.meta.url)

/** The commands about the configuration must not end at a mistake in it. */
const isAboutConfig = ['check-config', 'config-docs'].includes(process.argv[2] ?? '')
const settings = isAboutConfig
  ? {
      language: 'en' as const,
      site: undefined,
      pseudonymKeyFile: undefined,
      servicesFolder: undefined,
    }
  : readProcessConfig([])
const NONE: Catalog = { services: [], definitions: [], dossiers: [], boards: [], scores: [] }
// A folder that is not fit to be served must still be fit to be checked.
const catalog = isFolderCommand(process.argv[2]) ? NONE : loadShippedCatalog(settings)
const { definitions, dossiers } = catalog
const repository = fileURLToPath(new URL('..', import.meta.url))
const models = definitions.map(({ model, publishedAuc }) => ({
  definition: model.definition,
  publishedAuc,
}))
const fail = () => {
  process.exitCode = 1
}
const importSr = {
  srMap: () => parseSrMap(JSON.parse(readFileSync(SR_MAP, 'utf8'))),
  readBytes: (path: string) => readFileSync(path),
  writeText: (path: string, text: string) => writeFileSync(path, text),
  say,
  complain,
  fail,
}
const hl7v2 = {
  say,
  complain,
  clock: systemClock,
  newUuid,
  untilStopped: () =>
    new Promise<void>((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
    }),
}
const config = {
  inspect: (args: readonly string[]) => {
    const { config: found, ...said } = inspectProcessConfig(args)
    return { ...said, checks: toConfigChecks(found) }
  },
  describe: describeSettings,
  say,
  complain,
  fail,
}
const doctor = {
  open: () => composeExamination(catalog),
  language: settings.language,
  readText: (path: string) => readFileSync(path, 'utf8'),
  say,
}
const checkServices = {
  check: (folder: string | undefined) =>
    checkCatalog(
      catalogOptions(
        folder === undefined ? settings : { ...settings, servicesFolder: resolve(folder) },
      ),
      toIsoDate(systemClock.now()),
    ),
  say,
  fail,
}
const newModel = {
  folder: (named: string | undefined) =>
    named === undefined ? catalogOptions(settings).folder : resolve(named),
  templates: `${CATALOG_FOLDER}/_templates`,
  now: () => systemClock.now(),
  say,
}
const cohort = {
  installed: definitions.map(({ id, inputs }) => ({
    service: id,
    model: loadRiskModelFile(shippedModelPath(id, settings.servicesFolder)),
    predictors: inputs.predictors,
  })),
  readTable,
  loadModel: loadRiskModelFile,
  toHtml: cohortReportHtml,
  say,
  complain,
  clock: systemClock,
  extraction: {
    open: doctor.open,
    pseudonymKeyFile: settings.pseudonymKeyFile,
    toHtml: extractionReportHtml,
  },
}
const monitoring = {
  ...composeMonitoringTools(catalog, systemClock),
  readTable,
  say,
  complain,
  fail,
}
try {
  await toProgram({
    models,
    dossiers,
    scored: { scores: catalog.scores, boards: scoresByBoard(catalog) },
    repository,
    say,
    importSr,
    hl7v2,
    doctor,
    cohort,
    config,
    checkServices,
    newModel,
    monitoring,
    records: composeRecordsCommands(systemClock),
    endWith: (code) => {
      process.exitCode = code
    },
    now: () => systemClock.now(),
    newUuid,
  }).parseAsync()
} catch (error) {
  complain(error instanceof Error ? error.message : String(error))
  fail()
}
