/**
 * Writes cds-services/schemas: a JSON Schema for each kind of data file, made of the schemas by
 * which the loader reads it. `--check` only compares.
 */
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { toJsonSchemas } from '../../src/catalog/json-schemas.ts'
import { repositoryPath } from '../support/paths.ts'

const FOLDER = repositoryPath('cds-services/schemas')

async function toFiles(): Promise<ReadonlyMap<string, string>> {
  const style = await resolveConfig(join(FOLDER, 'any.json'))
  const files = Object.entries(toJsonSchemas()).map(async ([kind, schema]) => {
    const text = await format(JSON.stringify(schema), { ...style, parser: 'json' })
    return [`${kind}.schema.json`, text] as const
  })
  return new Map(await Promise.all(files))
}

mkdirSync(FOLDER, { recursive: true })
const files = await toFiles()
const there = readdirSync(FOLDER)
const surplus = there.filter((name) => !files.has(name))
const stale = [...files].filter(
  ([name, text]) => !there.includes(name) || readFileSync(join(FOLDER, name), 'utf8') !== text,
)
const changed = [...surplus, ...stale.map(([name]) => name)]
if (process.argv.includes('--check')) {
  if (changed.length > 0) {
    process.stderr.write(`stale, run npm run schemas: ${changed.join(', ')}\n`)
    process.exitCode = 1
  }
} else {
  for (const name of surplus) rmSync(join(FOLDER, name))
  for (const [name, text] of stale) writeFileSync(join(FOLDER, name), text)
}
process.stdout.write(`${String(files.size)} schemas, ${String(changed.length)} changed\n`)
