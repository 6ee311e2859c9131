#!/usr/bin/env node
import { toProgram } from './cli/index.ts'
import { loadShippedCatalog, newUuid, systemClock } from './compose.ts'
import { say } from './telemetry/index.ts'

const { definitions } = loadShippedCatalog({ language: 'en' })
const models = definitions.map(({ model, publishedAuc }) => ({
  definition: model.definition,
  publishedAuc,
}))
await toProgram({
  models,
  say,
  endWith: (code) => {
    process.exitCode = code
  },
  now: () => systemClock.now(),
  newUuid,
}).parseAsync()
