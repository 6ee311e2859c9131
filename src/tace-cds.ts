#!/usr/bin/env -S node --disable-warning=ExperimentalWarning
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { resolve } from 'node:path'
import { type Catalog, checkCatalog } from './catalog/load-catalog.ts'
import { loadRiskModelFile } from './catalog/load-risk-model.ts'
import { isFolderCommand, toProgram } from './program.ts'
import { randomUUID } from 'node:crypto'
import { systemClock } from './base/system-clock.ts'
import { composeExamination } from './compose.ts'
import { scoresByBoard } from './evaluation/evidence/served-model-cards.ts'
import { toConfigChecks } from './compose-check.ts'
import {
  CATALOG_FOLDER,
  catalogOptions,
  loadShippedCatalog,
  shippedModelPath,
} from './catalog/shipped.ts'
import { composeMonitoringTools } from './compose-monitoring.ts'
import { composeRecordsCommands } from './records/commands/ports.ts'
import { describeSettings } from './base/config/describe-settings.ts'
import { inspectProcessConfig, readProcessConfig } from './base/config/config.ts'
import { parseSrMap } from './interop/dicom-sr/sr-map.ts'
import { readTable } from './base/formats/table.ts'
import { toIsoDate } from './base/time.ts'
import { cohortReportHtml } from './evaluation/cohort/cohort-page.ts'
import { extractionReportHtml } from './evaluation/extraction/extraction-page.ts'
import { complain, say } from './base/telemetry/console.ts'

const SR_MAP = new URL('../cds-services/terminology/dicom-sr.json', import.meta.url)

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
const NONE: Catalog = { services: [], definitions: [], modelFiles: [], boards: [], scores: [] }
// A folder that is not fit to be served must still be fit to be checked.
const catalog = isFolderCommand(process.argv[2]) ? NONE : loadShippedCatalog(settings)
const { definitions, modelFiles: dossiers } = catalog
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
  newUuid: randomUUID,
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
  templates: `${CATALOG_FOLDER}/templates`,
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
    newUuid: randomUUID,
  }).parseAsync()
} catch (error) {
  complain(error instanceof Error ? error.message : String(error))
  fail()
}
