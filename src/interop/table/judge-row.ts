import { type Clock, toInstant } from '../../base/time.ts'
import { type FhirResource, referenceTo } from '../../clinical/fhir/resource.ts'
import { readStatements } from '../../clinical/fhir/statements.ts'
import { judgeCandidates } from '../../clinical/readings/read-predictors.ts'
import type { Judgement } from '../../clinical/readings/reading.ts'
import { indexStatements } from '../../clinical/readings/select-statements.ts'
import type { Service } from '../../hook/service.ts'
import type { ImportRow, RowFacts, RowValue } from './read-row.ts'
import { toObservation } from './to-observation.ts'

/** A value as the service reads it from the Observation that is written. */
export interface ReadValue extends RowValue {
  /** In the canonical unit; nothing of what only counts beside another value. */
  readonly canonical?: number | undefined
}

export type JudgedValue =
  | { readonly value: ReadValue }
  /** `why` is a reason of the service's texts, or words of its own. */
  | { readonly value: RowValue; readonly why: string }

export interface JudgingOptions {
  readonly service: Service
  readonly clock: Clock
}

const LESION_ID = 'lesion'

/** The lesion as the row names it, for what its name says of the place. */
const toLesion = ({ lesion }: RowFacts): readonly FhirResource[] =>
  lesion === undefined
    ? []
    : [{ resourceType: 'BodyStructure', id: LESION_ID, description: lesion }]

/** A part of a ratio is judged by itself, and in the pairs that it makes. */
const isOf = (reference: string, mentioned: string) => mentioned.split(' / ').includes(reference)

/** What the service's own reader makes of a value. */
function judgementsOf(value: RowValue, facts: RowFacts, { service, clock }: JudgingOptions) {
  const lesion = value.input.isImaging ? toLesion(facts) : []
  const observation = {
    ...toObservation(value, facts, service.units.written),
    id: 'value',
    ...(lesion.length === 0 ? {} : { focus: [{ reference: `BodyStructure/${LESION_ID}` }] }),
  }
  const { statements } = readStatements([observation, ...lesion])
  const record = { index: indexStatements(statements), stages: [] }
  const time = {
    indexDate: toInstant(Date.parse(value.date)),
    indexDay: value.date.slice(0, 10),
    now: clock.now(),
    earlierProcedures: [],
  }
  return judgeCandidates(value.input.readAs, record, { time, units: service.units })
    .filter(({ statement }) => isOf(referenceTo(observation), statement.reference))
    .map(({ judgement }): Judgement<unknown> => judgement)
}

/** Reasons of a value that only lacks its partner, which may be in another row. */
const AWAITS_PARTNER = ['no-partner', 'methods-differ']

/** What every value has to say beside itself; what is missing of it. */
function whyUntold({ input }: RowValue, facts: RowFacts): string | undefined {
  if (facts.performer === undefined && facts.device === undefined)
    return 'neither a person nor a device is named that it is from'
  return input.statistic !== undefined && facts.statistic === undefined
    ? 'which statistic of the region it is is not said'
    : undefined
}

/** Of what has no value for the service, why; a part that only lacks its partner is taken. */
function withoutReading(value: RowValue, judgements: readonly Judgement<unknown>[]): JudgedValue {
  const refused = judgements.find((judgement) => 'why' in judgement)
  const isAlone = refused === undefined || AWAITS_PARTNER.includes(refused.why)
  return isAlone ? { value } : { value, why: refused.why }
}

function judgeValue(value: RowValue, facts: RowFacts, options: JudgingOptions): JudgedValue {
  const untold = whyUntold(value, facts)
  if (untold !== undefined) return { value, why: untold }
  const { statistic, finding } = value.input
  const judgements = judgementsOf(value, facts, options)
  const read = judgements.find((judgement) => 'value' in judgement)
  if (read === undefined) return withoutReading(value, judgements)
  if (statistic !== undefined && read.isPreferred !== true)
    return { value, why: 'statistic-not-understood' }
  const means = finding?.values.find((known) => known === read.value)?.id
  const canonical = typeof read.value === 'number' ? { canonical: read.value } : {}
  return { value: { ...value, means: means ?? value.means, ...canonical } }
}

/**
 * The values of a row as the service would read them at the bedside, on their own day: what it
 * would refuse is refused here, for the same reason.
 */
export const judgeRow = (
  { values, facts }: ImportRow,
  options: JudgingOptions,
): readonly JudgedValue[] => values.map((value) => judgeValue(value, facts, options))
