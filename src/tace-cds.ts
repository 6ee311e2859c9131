#!/usr/bin/env node
import { loadRiskModelFile } from './catalog/index.ts'
import { toProgram } from './cli/index.ts'
import { loadShippedCatalog, shippedModelPath, systemClock } from './compose.ts'
import { readTable } from './interchange/index.ts'
import { cohortReportHtml } from './reports/index.ts'
import { complain, say } from './telemetry/index.ts'

const { definitions } = loadShippedCatalog({ language: 'en' })
const models = definitions.map(({ model, publishedAuc }) => ({
  definition: model.definition,
  publishedAuc,
}))
const cohort = {
  installed: definitions.map(({ id, predictors }) => ({
    service: id,
    model: loadRiskModelFile(shippedModelPath(id)),
    predictors,
  })),
  readTable,
  loadModel: loadRiskModelFile,
  toHtml: cohortReportHtml,
  say,
  complain,
  clock: systemClock,
}
await toProgram({ models, say, cohort }).parseAsync()
