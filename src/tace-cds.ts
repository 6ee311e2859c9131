#!/usr/bin/env node
import { readFileSync, writeFileSync } from 'node:fs'
import { toProgram } from './cli/index.ts'
import { loadShippedCatalog } from './compose.ts'
import { parseSrMap } from './interchange/index.ts'
import { complain, say } from './telemetry/index.ts'

const SR_MAP = new URL('../cds-services/_interchange/dicom-sr.json', import.meta.url)

const { definitions } = loadShippedCatalog({ language: 'en' })
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
try {
  await toProgram({ models, say, importSr }).parseAsync()
} catch (error) {
  complain(error instanceof Error ? error.message : String(error))
  fail()
}
