import type { JudgedStatement } from './select-statements.ts'
import type { Unusable } from './reading.ts'
import type { StatementFilter, ReadingContext, RecordStatements } from './reading-context.ts'
import {
  type AuxiliaryInput,
  type PredictorDefinition,
  type PredictorSet,
} from './input-definition.ts'
import {
  type Exclusion,
  type LookUpInput,
  readOrDerive,
  toAuxiliaryReader,
} from './auxiliary-reader.ts'
import { chooseLesion, type LesionChoice } from './lesions.ts'
import {
  fromFinding,
  fromNumber,
  ofTooMany,
  overLesions,
  type PredictorReading,
} from './predictor-reading.ts'
import { isByOtherProtocol, protocolKey } from './protocol-key.ts'
import { judgeFindings, readFinding } from './read-finding.ts'
import { readOtherScheme } from './other-scheme.ts'
import { judgeQuantities, readQuantity } from './read-quantity.ts'
import { judgeRatioParts, readRatio } from './read-ratio.ts'

export type PredictorReadings = Readonly<Record<string, PredictorReading>>

/** The predictors of a model as one record gives them. */
export interface PredictorsRead {
  readonly readings: PredictorReadings
  /** The findings that put the patient outside the model's population. */
  readonly exclusions: readonly Exclusion[]
  readonly lesions: LesionChoice
  /** Inputs that might add to the exclusions, and have more values than are compared. */
  readonly tooMany: readonly string[]
}

/**
 * Every statement that might give an input its value, judged: for the choice of the lesion, and to
 * explain why a value was not used.
 */
export function judgeCandidates(
  predictor: PredictorDefinition | AuxiliaryInput,
  record: RecordStatements,
  context: ReadingContext,
): readonly JudgedStatement<unknown>[] {
  switch (predictor.kind) {
    case 'quantity':
      return judgeQuantities(predictor, record, context)
    case 'ratio':
      return judgeRatioParts(predictor, record, context)
    case 'finding':
      return judgeFindings(predictor, record, context)
  }
}

interface PredictorSources {
  readonly set: PredictorSet
  readonly record: RecordStatements
  readonly context: ReadingContext
  readonly lookUp: LookUpInput
}

function readPredictor(
  predictor: PredictorDefinition,
  { set, record, context, lookUp }: PredictorSources,
  only?: StatementFilter,
): PredictorReading {
  switch (predictor.kind) {
    case 'quantity':
      return fromNumber(readQuantity(predictor, record, context, only))
    case 'ratio':
      return fromNumber(readRatio(predictor, record, context))
    case 'finding': {
      const recorded = readFinding(predictor, record, context, only)
      const reading = readOrDerive(recorded, predictor, lookUp)
      return fromFinding(
        reading.kind === 'missing'
          ? readOtherScheme(predictor, record, { ...context, sites: set.lesions?.sites })
          : reading,
      )
    }
  }
}

function readOfChosenLesion(
  predictor: PredictorDefinition,
  choice: LesionChoice,
  sources: PredictorSources,
): PredictorReading {
  if (!predictor.isPerLesion || choice.kind === 'only') return readPredictor(predictor, sources)
  if (choice.kind === 'too-many') return ofTooMany(readPredictor(predictor, sources))
  if (choice.kind === 'largest') return readPredictor(predictor, sources, choice.isOf)
  return overLesions(choice.each.map((isOf) => readPredictor(predictor, sources, isOf)))
}

/** Which lesion is read. */
function chooseLesionIn({ set, record, context }: PredictorSources): LesionChoice {
  const { lesions } = set
  const perLesion = set.predictors.filter(({ isPerLesion }) => isPerLesion)
  if (lesions === undefined) return { kind: 'only' }
  const judged = perLesion.flatMap((predictor) => judgeCandidates(predictor, record, context))
  return chooseLesion(judged, lesions, record, context)
}

/** The readings, those found of `ids` made unusable. */
function markUnusable(
  readings: PredictorReadings,
  ids: readonly string[],
  why: Unusable,
): PredictorReadings {
  return Object.fromEntries(
    Object.entries(readings).map(([id, reading]): [string, PredictorReading] =>
      ids.includes(id) && reading.kind === 'found'
        ? [id, { kind: 'unusable', why, from: reading.from }]
        : [id, reading],
    ),
  )
}

/** Of values of different imaging studies, those of the newest study are kept. */
function keepToOneStudy(
  { predictors }: PredictorSet,
  readings: PredictorReadings,
): PredictorReadings {
  const named = predictors.flatMap(({ id, isPerLesion }) => {
    const reading = readings[id]
    if (!isPerLesion || reading?.kind !== 'found' || reading.from.study === undefined) return []
    return [{ id, from: reading.from }]
  })
  // For the type alone: what was found has an age.
  const [newest] = named.toSorted((a, b) => (a.from.ageDays ?? 0) - (b.from.ageDays ?? 0))
  const others = named.filter(({ from }) => from.study !== newest?.from.study).map(({ id }) => id)
  return others.length === 0 ? readings : markUnusable(readings, others, 'several-studies')
}

function numberOf(reading: PredictorReading | undefined): number | undefined {
  return reading?.kind === 'found' ? reading.value.number : undefined
}

/** Where a predictor that always exceeds another does not, both are unusable. */
function keepPhysical(
  { predictors }: PredictorSet,
  readings: PredictorReadings,
): PredictorReadings {
  return predictors.reduce((sofar, { id, exceeds }) => {
    if (exceeds === undefined) return sofar
    const [greater, less] = [numberOf(readings[id]), numberOf(readings[exceeds])]
    return greater === undefined || less === undefined || greater > less
      ? sofar
      : markUnusable(sofar, [id, exceeds], 'implausible')
  }, readings)
}

/** The readings, each with the protocol key of its value. */
const withKeys = ({ predictors }: PredictorSet, readings: PredictorReadings): PredictorReadings =>
  Object.fromEntries(
    predictors.map(({ id, measurement }): [string, PredictorReading] => {
      const reading = readings[id] ?? { kind: 'missing' }
      if (reading.kind === 'missing') return [id, reading]
      const by = reading.from.measuredBy ?? {}
      const platform = protocolKey(by, measurement)
      const said = {
        ...(platform === undefined ? {} : { platform }),
        ...(isByOtherProtocol(by, measurement) ? { isByOtherProtocol: true } : {}),
      }
      return [id, { ...reading, from: { ...reading.from, ...said } }]
    }),
  )

export function readPredictors(
  set: PredictorSet,
  record: RecordStatements,
  context: ReadingContext,
): PredictorsRead {
  const auxiliaries = toAuxiliaryReader(set.auxiliaries, record, context)
  const sources = { set, record, context, lookUp: auxiliaries.lookUp }
  const lesions = chooseLesionIn(sources)
  const readings = Object.fromEntries(
    set.predictors.map((predictor) => [
      predictor.id,
      readOfChosenLesion(predictor, lesions, sources),
    ]),
  )
  const excluding = Object.entries(readings).flatMap(([input, reading]) =>
    reading.kind === 'excluding' ? [{ input, because: reading.because }] : [],
  )
  return {
    readings: withKeys(set, keepPhysical(set, keepToOneStudy(set, readings))),
    exclusions: [...excluding, ...auxiliaries.exclusions()],
    tooMany: auxiliaries.tooMany(),
    lesions,
  }
}
