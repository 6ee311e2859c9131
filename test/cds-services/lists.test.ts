import { readdirSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { isJsonObject, objects } from '../../src/base/json.ts'
import { readRepositoryJson, repositoryPath } from '../support/paths.ts'

/**
 * The words and codes by which records are read, and the model's numbers, stated a second time: who
 * takes one away, adds or changes one, says so in both places. What each stands for, by name and
 * path of its list.
 */
const STATED = readRepositoryJson('test/cds-services/lists.json') as Readonly<
  Record<string, string>
>

const BETWEEN = ' ¦ '

const FILES = [
  ...['predictors', 'orders', 'applicability', 'cards'].map(
    (name) => `models/tace-resistance/${name}.json`,
  ),
  ...['board', 'predictors'].map((name) => `boards/pre-tace-board/${name}.json`),
  ...['sites', 'units', 'dicom-sr'].map((name) => `terminology/${name}.json`),
  ...readdirSync(repositoryPath('cds-services/terminology/value-sets')).map(
    (name) => `terminology/value-sets/${name}`,
  ),
]

/** The number that a code of an answer stands for. */
const ordinalOf = (extension: unknown) =>
  objects(extension).find((one) => 'valueDecimal' in one)?.['valueDecimal']

/** An entry as it is stated: a text, or a code with its scheme and the number that it stands for. */
function stated(entry: unknown): string | undefined {
  if (typeof entry === 'string') return entry
  if (!isJsonObject(entry)) return undefined
  const { scheme, system = scheme, value, extension } = entry
  const code = entry['code'] ?? (scheme === undefined ? undefined : value)
  const parts = [system, code, ordinalOf(extension)].filter((part) => part !== undefined)
  return typeof code === 'string' ? parts.map(String).join(' ') : undefined
}

/** Numbers of which no other test has a case for each, in the order of their file. */
const NUMBERED = ['models/tace-resistance/risk-model', 'terminology/units']

/** Every number below a value, with its name and that of what it is of. */
function numbersIn(value: unknown, where: string): readonly string[] {
  if (typeof value === 'number') return [`${where} ${String(value)}`]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, part]) => {
    const isOf = isJsonObject(part) && typeof part['predictor'] === 'string'
    return numbersIn(
      part,
      isOf ? String(part['predictor']) : `${where.split('.').at(-1) ?? ''}.${name}`,
    )
  })
}

type Lists = readonly (readonly [where: string, entries: string])[]

/** What a part of a list is called: by its id, else by its place. */
const nameOf = (part: unknown, i: number) =>
  isJsonObject(part) && typeof part['id'] === 'string' ? part['id'] : String(i)

/** Every list of texts or codes below a value. */
function listsIn(value: unknown, where: string): Lists {
  if (Array.isArray(value)) {
    const entries = value.map(stated).filter((entry) => entry !== undefined)
    if (value.length > 0 && entries.length === value.length)
      return [[where, entries.toSorted().join(BETWEEN)]]
    return value.flatMap((part, i) => listsIn(part, `${where}.${nameOf(part, i)}`))
  }
  if (!isJsonObject(value)) return []
  const inner = Object.entries(value).filter(([name]) => name !== 'oneOf')
  return inner.flatMap(([name, part]) =>
    listsIn(part, name === 'concept' ? `${where}.${String(value['system'])}` : `${where}.${name}`),
  )
}

const numbers: Lists = NUMBERED.map((file) => [
  `${file} numbers`,
  numbersIn(readRepositoryJson(`cds-services/${file}.json`), '').join(BETWEEN),
])

const lists = FILES.flatMap((file) =>
  listsIn(readRepositoryJson(`cds-services/${file}`), file.replace(/^terminology\/|\.json$/g, '')),
)

const shipped: ReadonlyMap<string, string> = new Map([...lists, ...numbers])

describe('a list of words, codes or numbers', () => {
  test('is stated, and there', () => {
    expect([...shipped.keys()].toSorted()).toEqual(Object.keys(STATED).toSorted())
  })

  test('has every entry that is stated of it, and no other', () => {
    const apart = (a: string, b: string) => {
      const others = new Set(b.split(BETWEEN))
      return a.split(BETWEEN).filter((entry) => !others.has(entry))
    }
    const differing = [...shipped].flatMap(([where, entries]) => {
      const [added, removed] = [
        apart(entries, STATED[where] ?? ''),
        apart(STATED[where] ?? '', entries),
      ]
      return added.length + removed.length > 0 ? [{ where, added, removed }] : []
    })
    expect(differing).toEqual([])
  })
})
