#!/usr/bin/env node
import { fileURLToPath } from 'node:url'
import { toProgram } from './cli/index.ts'
import { loadShippedCatalog } from './compose.ts'
import { say } from './telemetry/index.ts'

const { definitions, dossiers } = loadShippedCatalog({ language: 'en' })
const repository = fileURLToPath(new URL('..', import.meta.url))
const models = definitions.map(({ model, publishedAuc }) => ({
  definition: model.definition,
  publishedAuc,
}))
await toProgram({ models, dossiers, repository, say }).parseAsync()
