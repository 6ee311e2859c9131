import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Define } from '../../src/base/terminal/lazy-commands.ts'
import { loadRiskModelFile } from '../../src/catalog/load-risk-model.ts'
import { define as anchor } from '../../src/evaluation/cohort/commands/anchor.ts'
import { define as fit } from '../../src/evaluation/cohort/commands/fit.ts'
import { define as recalibrate } from '../../src/evaluation/cohort/commands/recalibrate.ts'
import { define as update } from '../../src/evaluation/cohort/commands/update.ts'
import { define as validate } from '../../src/evaluation/cohort/commands/validate.ts'
import { repositoryPath } from '../support/paths.ts'
import { runCommand } from '../support/run-command.ts'

const COMMANDS: Readonly<Record<string, Define>> = { anchor, fit, recalibrate, update, validate }

const folder = mkdtempSync(join(tmpdir(), 'validation-'))
const inFolder = (name: string) => join(folder, name)
afterAll(() => rmSync(folder, { recursive: true }))

const TABLES = {
  'patients.csv': 'site-first.csv',
  'outcomes.csv': 'site-first.csv',
  'later.csv': 'site-later.csv',
}

const text = readFileSync(repositoryPath('docs/validation.md'), 'utf8')
const blocksOf = (language: string) =>
  [...text.matchAll(new RegExp('```' + language + '\\n(.*?)```', 'gs'))].map(
    ([, block = '']) => block,
  )
/** The lines of the document's commands on a table, a continued one as one. */
const lines = blocksOf('sh').flatMap((block) => block.replaceAll(/\\\n\s*/g, '').split('\n'))
const commands = lines.filter((line) =>
  /^npx tace-cds cohort (?:validate|anchor|update|fit) /.test(line),
)

/** Runs a command as the document has it, its files in a folder of their own. */
async function run(line: string) {
  const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare!)
  const [name = '', ...args] = words.slice(words.indexOf('cohort') + 1)
  const files = args.map((word) =>
    /^[\w-]+\.(?:csv|json|html)$/.test(word) ? inFolder(word) : word,
  )
  const { status, stderr, stdout } = await runCommand(COMMANDS[name]!, files)
  expect([line, stderr, status]).toEqual([line, '', 0])
  return stdout
}

beforeAll(() => {
  for (const [name, table] of Object.entries(TABLES))
    copyFileSync(repositoryPath(`fixtures/cohorts/${table}`), inFolder(name))
  const [definition = ''] = blocksOf('json')
  writeFileSync(inFolder('outcome-definition.json'), definition)
})

const [walk, study] = [false, true].map((isFit) =>
  commands.filter((line) => line.includes('cohort fit ') === isFit),
)

describe('the commands of docs/validation.md run word for word', () => {
  test('from a table to a calibrated model', async () => {
    expect(walk?.map((line) => line.split(' ')[3])).toEqual(['validate', 'anchor', 'update'])
    for (const line of walk ?? []) await run(line)
    await run('cohort recalibrate outcomes.csv --outcomes')
    const [, , updating = ''] = walk ?? []
    const checking = lines.find((line) => line.startsWith('  --validation'))!
    await run(`${updating.replace('updated.json', 'calibrated.json')}${checking}`)
    const stateOf = (name: string) => loadRiskModelFile(inFolder(name)).calibration
    expect(['anchored.json', 'updated.json', 'calibrated.json'].map(stateOf)).toEqual([
      'site-anchored',
      'outcome-updated',
      'outcome-calibrated',
    ])
    await run('cohort validate later.csv --model calibrated.json --key "Scanner 3T; IVIM"')
  })

  test('and those that repeat the study', async () => {
    expect(study).toHaveLength(2)
    for (const line of study ?? []) await run(line)
  })
})
