import { type Concept, nameOf } from '../../clinical/fhir/concept.ts'
import type { Statement } from '../../clinical/fhir/statements.ts'
import {
  type AuxiliaryInput,
  type PredictorDefinition,
  searchedCodes,
} from '../../clinical/readings/input-definition.ts'
import { objectionToTime, type ReadingTime } from '../../clinical/readings/judge-statement.ts'
import { judgeDone } from '../../clinical/recognition/recognise-done.ts'
import { hasMember, type ValueSet } from '../../clinical/terminology/value-set.ts'
import { toWording } from '../../hook/cards/wording.ts'
import { type Service, serviceSpeaking } from '../../hook/service.ts'
import { addDays, type Instant, toIsoDate } from '../../base/time.ts'
import { type Chart, valueText } from './chart-data.ts'

/** A value or a procedure at a moment. */
interface Mark {
  readonly at: Instant
  readonly text: string
  readonly written: string | undefined
}

/** Whether a value counts today, or why its time is against it. */
export type Verdict = 'inside' | 'outside' | 'afterProcedure'

export interface InputRow {
  readonly id: string
  readonly label: string
  /** How old a value may be. */
  readonly days: number
  /** What an earlier procedure does to it. */
  readonly afterProcedure: number | 'never-used' | undefined
  /** The oldest first. */
  readonly marks: readonly (Mark & { readonly verdict: Verdict })[]
}

export interface Timeline {
  readonly today: Instant
  readonly rows: readonly InputRow[]
  /** Earlier procedures of the kind that the service is about. */
  readonly procedures: readonly Mark[]
}

/** A long LOINC name without its property, specimen and method: these stand in brackets and after. */
const withoutAxes = (name: string) => name.replace(/ \[.*$/, '')

function designationIn({ codings }: ValueSet, code: Concept, language: string): string | undefined {
  const own = codings.find((coding) =>
    code.codings.some((sent) => sent.system === coding.system && sent.code === coding.code),
  )
  const others = codings.flatMap(({ designations }) => designations?.[language] ?? [])
  return own?.designations?.[language] ?? others[0]
}

const setOf = (input: PredictorDefinition | AuxiliaryInput, { codings }: Concept) =>
  searchedCodes(input).find((codes) => hasMember(codings, codes))

/** What a service calls what it reads under a code; a half of a ratio by its own name. */
function nameByService(code: Concept, language: string, service: Service): string | undefined {
  const { predictors, auxiliaries } = service.inputs
  for (const input of predictors) {
    const set = setOf(input, code)
    if (set !== undefined && input.kind === 'ratio') return designationIn(set, code, language)
    if (set !== undefined) return toWording(service).name(input.id)
  }
  const auxiliary = auxiliaries.find((input) => setOf(input, code) !== undefined)
  return auxiliary && toWording(service).name(auxiliary.id)
}

/**
 * What a test is called in few words: as the service calls it that reads it, else without what a
 * laboratory's full name says of specimen and method.
 */
export const shortName = (code: Concept, language: string, service: Service): string =>
  nameByService(code, language, serviceSpeaking(service, language)) ?? withoutAxes(nameOf(code))

/**
 * A value of a chart: of a finding that a service knows in the words of a language, else as it was
 * sent.
 */
export function valueIn(statement: Statement, language: string, service: Service): string {
  const speaking = serviceSpeaking(service, language)
  const { value, code } = statement
  if (value?.kind !== 'concept') return valueText(statement)
  const found = speaking.inputs.predictors.flatMap((input) => {
    if (input.kind !== 'finding' || setOf(input, code) === undefined) return []
    const meant = input.values.find(({ codes }) => hasMember(value.concept.codings, codes))
    return meant === undefined ? [] : [toWording(speaking).finding(input.id, meant.id)]
  })
  return found[0] ?? valueText(statement)
}

/** The codes that are the input, or a half of it; not those of the whole that a half is a share of. */
function ownCodes(input: PredictorDefinition): readonly ValueSet[] {
  if (input.kind !== 'ratio') return searchedCodes(input)
  const halves = input.pairs.flatMap(({ numerator, denominator }) => [numerator, denominator])
  return [...halves.flatMap(({ codes, plus }) => [codes, ...(plus ? [plus] : [])]), input.reported]
}

const isOf = (input: PredictorDefinition, { code }: Statement) =>
  ownCodes(input).some((codes) => hasMember(code.codings, codes))

function verdictOf(statement: Statement, input: PredictorDefinition, time: ReadingTime): Verdict {
  const objection = objectionToTime(statement, input, time)
  if (objection === undefined) return 'inside'
  const isAfter = objection === 'after-procedure' || objection === 'in-wash-out'
  return isAfter ? 'afterProcedure' : 'outside'
}

interface Reading {
  readonly definition: Service
  readonly language: string
  readonly time: ReadingTime
}

function toRow(
  input: PredictorDefinition,
  statements: readonly Statement[],
  { definition, language, time }: Reading,
): InputRow {
  const marks = statements
    .filter((statement) => isOf(input, statement))
    .flatMap((statement) => {
      if (statement.time === undefined) return []
      const name = input.kind === 'ratio' ? shortName(statement.code, language, definition) : ''
      const { earliest: at, written } = statement.time
      const text = `${name} ${valueIn(statement, language, definition)}`.trim()
      return [{ at, written, text, verdict: verdictOf(statement, input, time) }]
    })
  return {
    id: input.id,
    label: toWording(definition).name(input.id),
    days: input.lookbackDays,
    afterProcedure: input.afterProcedure,
    marks: marks.toSorted((a, b) => a.at - b.at),
  }
}

/** What of a chart a service could use for an order of today, by its own look-backs and wash-outs. */
export function toTimeline(
  service: Service,
  { statements, procedures }: Chart,
  language: string,
  now: Instant,
): Timeline {
  const definition = serviceSpeaking(service, language)
  const done = procedures.filter(
    ({ reasons, ...procedure }) =>
      procedure.wasDone &&
      judgeDone({ ...procedure, reasons: reasons.concepts }, definition.order) !== 'none',
  )
  const time = {
    ...{ indexDate: now, indexDay: toIsoDate(now), now },
    earlierProcedures: done.map((procedure) => procedure.time),
  }
  return {
    today: now,
    rows: definition.inputs.predictors.map((input) =>
      toRow(input, statements, { definition, language, time }),
    ),
    procedures: done.flatMap(({ codes: [code], time: span, reference }) =>
      span === undefined
        ? []
        : [
            {
              at: span.earliest,
              written: span.written,
              text: code === undefined ? reference : nameOf(code),
            },
          ],
    ),
  }
}

/** Where the picture begins: before the longest look-back, and a little more. */
export function startOf({ today, rows }: Timeline): Instant {
  const longest = Math.max(1, ...rows.map(({ days }) => days))
  return addDays(today, -Math.ceil(longest * 1.4))
}
