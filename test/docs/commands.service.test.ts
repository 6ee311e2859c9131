import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { DOCUMENTS, type Fence, fencesOf } from '../support/document.ts'
import { repositoryPath } from '../support/paths.ts'
import { newReader, type Reader, type Said } from '../support/reader.ts'

/*
 * How a document shows commands, by the words behind the fence:
 * - sh: run here as it stands; `sh fails` ends with 1; `sh starts` goes on, as a service does.
 * - console: not run here; its first line says what it needs, `# Needs ...: not run by npm test.`
 * - json file NAME, text file NAME: a file that the commands after it use.
 * - text output: what the commands before it print, lines left out at `...`.
 */

/** Documents that a test of their own follows word by word. */
const FOLLOWED_BY: Readonly<Record<string, string>> = {
  'docs/adding-a-model.md': 'test/journeys/adding-a-model.service.test.ts',
}

/** What a hospital has, and the synthetic files that stand for it. */
const BROUGHT: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'docs/integration-guides/dicom-sr.md': {
    'report.dcm': 'fixtures/cases/sr/A01-3dsr-tid1501.dcm',
  },
  'docs/validation.md': {
    'patients.csv': 'fixtures/cohorts/site-first.csv',
    'outcomes.csv': 'fixtures/cohorts/site-first.csv',
    'later.csv': 'fixtures/cohorts/site-later.csv',
    export: 'fixtures/bulk-export',
  },
}

/** Files that another document shows. */
const SHOWN_BY: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'docs/monitoring.md': { 'outcome-definition.json': 'docs/validation.md' },
}

function bringShown(path: string, { folder }: Reader): void {
  for (const [name, by] of Object.entries(SHOWN_BY[path] ?? {})) {
    const shown = fencesOf(by).find(({ words }) => words[2] === name)
    writeFileSync(join(folder, name), shown!.text)
  }
}

const has = (language: string) => (path: string) =>
  fencesOf(path).some(({ words }) => words[0] === language)

/** A document that asks the service of the README for something, and does not start it itself. */
const isWithService = (path: string) => {
  const blocks = fencesOf(path).filter(({ words }) => words[0] === 'sh')
  return (
    blocks.some(({ text }) => text.includes('localhost:3000')) &&
    !blocks.some(({ words, text }) => words[1] === 'starts' && text.includes('npm start'))
  )
}

const documents = DOCUMENTS.filter((path) => FOLLOWED_BY[path] === undefined)

function expectPrinted(quoted: string, said: Said | undefined): void {
  let rest = said?.text ?? ''
  for (const line of quoted.split('\n').filter((one) => !['', '...'].includes(one.trim()))) {
    expect(rest).toContain(line)
    rest = rest.slice(rest.indexOf(line) + line.length)
  }
}

/** Does what a block of the document says; gives what was printed last. */
async function follow(
  { words, text }: Fence,
  reader: Reader,
  before: Said | undefined,
): Promise<Said | undefined> {
  const [language, verb, file = ''] = words
  if (verb === 'file') writeFileSync(join(reader.folder, file), text)
  if (verb === 'output') expectPrinted(text, before)
  if (language !== 'sh') return before
  if (verb === 'starts') {
    await reader.start(text)
    return before
  }
  const said = await reader.run(text)
  if (said.status !== (verb === 'fails' ? 1 : 0))
    throw new Error(`${text}ended with ${String(said.status)}:\n${said.text}`)
  return said
}

describe('the commands of a document run as they stand', () => {
  test.each(documents.filter(has('sh')))('%s', async (path) => {
    const reader = newReader(BROUGHT[path])
    try {
      bringShown(path, reader)
      if (isWithService(path)) await reader.start('RECORDS_FILE=records.sqlite npm start')
      let said: Said | undefined
      for (const fence of fencesOf(path)) said = await follow(fence, reader, said)
    } finally {
      await reader.leave()
    }
  })
})

describe('every command that is shown', () => {
  const shown = DOCUMENTS.flatMap((path) => fencesOf(path).map((fence) => ({ path, ...fence })))

  test('is run, or says what it needs', () => {
    const silent = shown
      .filter(({ words }) => words[0] === 'console')
      .filter(({ text }) => !/^# Needs [^\n]+: not run by npm test\.\n/.test(text))
    expect(silent).toEqual([])
  })

  test('stands in a block of commands', () => {
    const elsewhere = shown
      .filter(({ words }) => !['sh', 'console'].includes(words[0] ?? ''))
      .filter(({ text }) => /^(?:\w+=\S+ )*(?:npx|npm|node|docker|kubectl) /m.test(text))
    expect(elsewhere).toEqual([])
  })

  test('a document with a test of its own is followed there', () => {
    for (const [path, by] of Object.entries(FOLLOWED_BY))
      expect(readFileSync(repositoryPath(by), 'utf8')).toContain(`fencesOf('${path}')`)
  })
})
