import { readFile } from 'node:fs/promises'
import { elements, isJsonObject, type JsonObject, nonBlank } from '../../base/json.ts'
import { Fault } from '../../base/fault.ts'
import { type CountsAs, NO_HORIZON } from './outcome-in-time.ts'
import type { Coding } from '../../clinical/terminology/value-set.ts'
import { type OutcomeMeaning, type OutcomeRule, toOutcomeObservation } from './observed-outcome.ts'

const bad = (text: string) => new Fault('malformed-request', `the outcome definition: ${text}`)

/** `system|code` as a coding. */
function toCoding(text: unknown): Coding {
  const [, system, code] = /^([^|]+)\|([^|]+)$/.exec(nonBlank(text) ?? '') ?? []
  if (system === undefined || code === undefined) throw bad('a code is written as system|code')
  return { system, code }
}

function days(value: unknown, otherwise: number): number {
  if (value === undefined) return otherwise
  if (typeof value !== 'number' || !(value >= 0)) throw bad('days are numbers from 0 on')
  return value
}

function observationIn(json: JsonObject): OutcomeRule['observation'] {
  const { observation } = json
  if (observation === undefined) return undefined
  if (!isJsonObject(observation)) throw bad('observation is an object')
  const codingsOf = (meaning: OutcomeMeaning) => elements(observation[meaning]).map(toCoding)
  return toOutcomeObservation(toCoding(observation['code']), {
    present: codingsOf('present'),
    absent: codingsOf('absent'),
    death: codingsOf('death'),
    transplant: codingsOf('transplant'),
  })
}

const COUNTS_AS = ['event', 'no-event', 'apart'] as const satisfies readonly CountsAs[]

function countsAs(value: unknown): CountsAs {
  if (value === undefined) return 'apart'
  const found = COUNTS_AS.find((word) => word === value)
  if (found === undefined) throw bad(`competing is ${COUNTS_AS.join(', ')}`)
  return found
}

/** What death and transplant count as, where they come before the event. */
function competingIn({ competing }: JsonObject): OutcomeRule['competing'] {
  if (competing === undefined) return NO_HORIZON.competing
  if (!isJsonObject(competing)) throw bad('competing is an object')
  const { death, transplant } = competing
  return { death: countsAs(death), transplant: countsAs(transplant) }
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
    competing: competingIn(json),
  }
}
