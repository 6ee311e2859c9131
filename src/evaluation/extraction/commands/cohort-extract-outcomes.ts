import { readFile } from 'node:fs/promises'
import { OUTCOME, type TableRow, toNumber } from '../../cohort/data-dictionary.ts'
import type { OutcomeRule, OutcomeStatement } from '../outcome.ts'
import { parseDateTime } from '../../../clinical/fhir/date-time.ts'
import { elements, isJsonObject, type JsonObject, nonBlank } from '../../../base/json.ts'
import { Fault } from '../../../base/fault.ts'
import { type Coding, toValueSet } from '../../../clinical/terminology/value-set.ts'

const bad = (text: string) => new Fault('malformed-request', `the outcome definition: ${text}`)

/** `system|code` as a coding. */
function toCoding(text: unknown): Coding {
  const [, system, code] = /^([^|]+)\|([^|]+)$/.exec(nonBlank(text) ?? '') ?? []
  if (system === undefined || code === undefined) throw bad('a code is written as system|code')
  return { system, code }
}

const toSet = (id: string, list: readonly unknown[]) => toValueSet(id, id, list.map(toCoding))

function days(value: unknown, otherwise: number): number {
  if (value === undefined) return otherwise
  if (typeof value !== 'number' || !(value >= 0)) throw bad('days are numbers from 0 on')
  return value
}

function observationIn(json: JsonObject): OutcomeRule['observation'] {
  const { observation } = json
  if (observation === undefined) return undefined
  if (!isJsonObject(observation)) throw bad('observation is an object')
  const { code, present, absent } = observation
  return {
    codes: toSet('outcome', [code]),
    present: toSet('outcome-present', elements(present)),
    absent: toSet('outcome-absent', elements(absent)),
  }
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as unknown
  } catch (cause) {
    throw new Fault('malformed-request', 'the outcome definition cannot be read as JSON', { cause })
  }
}

/**
 * What of the outcome definition a machine follows: the Observation that states it, and the days
 * within which it is judged.
 *
 * @throws {Fault} When it is not written as the documentation says.
 */
export async function readOutcomeRule(path: string): Promise<OutcomeRule> {
  const json = await readJson(path)
  if (!isJsonObject(json)) throw bad('it is an object')
  return {
    observation: observationIn(json),
    negativeAfterDays: days(json['negativeAfterDays'], 0),
    withinDays: days(json['withinDays'], Infinity),
  }
}

/** Statements of the outcome by the id of the Patient. */
export type OutcomeTable = ReadonlyMap<string, readonly OutcomeStatement[]>

const COLUMNS = ['patient', OUTCOME, 'date']

function statementIn(row: TableRow, number: number): OutcomeStatement {
  const read = toNumber(row[OUTCOME])
  if (read !== 'missing' && read !== 0 && read !== 1)
    throw new Fault('malformed-request', `outcomes, row ${number}: neither 0 nor 1`)
  const date = nonBlank(row['date'])
  return {
    value: read === 'missing' ? undefined : read,
    time: date === undefined ? undefined : parseDateTime(date.trim()),
  }
}

/**
 * A table of outcomes: columns `patient` (id of the Patient), `outcome` (1 or 0) and `date`.
 *
 * @throws {Fault} Which names rows and columns, never a value.
 */
export async function readOutcomes(rows: AsyncIterable<TableRow>): Promise<OutcomeTable> {
  const outcomes = new Map<string, OutcomeStatement[]>()
  let number = 0
  for await (const row of rows) {
    number += 1
    const absent = number === 1 ? COLUMNS.filter((name) => !Object.hasOwn(row, name)) : []
    if (absent.length > 0)
      throw new Fault('malformed-request', `the outcomes have no column ${absent.join(', ')}`)
    const patient = nonBlank(row['patient'])
      ?.trim()
      .replace(/^Patient\//, '')
    if (patient === undefined) continue
    outcomes.set(patient, [...(outcomes.get(patient) ?? []), statementIn(row, number)])
  }
  return outcomes
}
