import type { Judged } from './select-statements.ts'
import type { Unusable } from './reading.ts'
import type { OnlyThose, ReadingContext, RecordStatements } from './reading-context.ts'
import {
  type AuxiliaryInput,
  type PredictorDefinition,
  type PredictorSet,
  searchedCodes,
} from './input-definition.ts'
import { type LookUp, readOrDerive, toAuxiliaryReader } from './auxiliary-reader.ts'
import { chooseLesion, type LesionChoice, nameSeveralLesions, ofLesion } from './lesions.ts'
import { fromFinding, fromNumber, overLesions, type PredictorReading } from './predictor-reading.ts'
import { judgeFindings, readFinding } from './read-finding.ts'
import { judgeQuantities, readQuantity } from './read-quantity.ts'
import { judgeRatioParts, readRatio } from './read-ratio.ts'

/** The readings of all predictors of a model, by predictor. */
export type PredictorReadings = Readonly<Record<string, PredictorReading>>

/** What the record says of a model's inputs. */
export interface PredictorsRead {
  readonly readings: PredictorReadings
  /** Why the patient is outside the model's population, as far as findings tell. */
  readonly exclusions: readonly string[]
  readonly lesions: LesionChoice
}

/**
 * Every Observation that might be an input's, judged: for the choice of the lesion, and for whoever
 * asks why a value was not used.
 */
export function judgeCandidates(
  predictor: PredictorDefinition | AuxiliaryInput,
  record: RecordStatements,
  context: ReadingContext,
): readonly Judged<unknown>[] {
  switch (predictor.kind) {
    case 'quantity':
      return judgeQuantities(predictor, record, context)
    case 'ratio':
      return judgeRatioParts(predictor, record, context)
    case 'finding':
      return judgeFindings(predictor, record, context)
  }
}

interface Gathering {
  readonly set: PredictorSet
  readonly record: RecordStatements
  readonly context: ReadingContext
  readonly lookUp: LookUp
}

function readOne(
  predictor: PredictorDefinition,
  { record, context, lookUp }: Gathering,
  only?: OnlyThose,
): PredictorReading {
  switch (predictor.kind) {
    case 'quantity':
      return fromNumber(readQuantity(predictor, record, context, only))
    case 'ratio':
      return fromNumber(readRatio(predictor, record, context))
    case 'finding':
      return fromFinding(
        readOrDerive(readFinding(predictor, record, context, only), predictor, lookUp),
      )
  }
}

function readChosen(
  predictor: PredictorDefinition,
  choice: LesionChoice,
  gathering: Gathering,
): PredictorReading {
  const { lesions } = gathering.set
  if (!predictor.isPerLesion || choice.kind === 'only' || lesions === undefined)
    return readOne(predictor, gathering)
  if (choice.kind === 'largest') return readOne(predictor, gathering, ofLesion(choice.key, lesions))
  return overLesions(
    choice.keys.map((key) => readOne(predictor, gathering, ofLesion(key, lesions))),
  )
}

/** Nearly every record names one lesion at most: then nothing is judged twice. */
function chooseAmong({ set, record, context }: Gathering): LesionChoice {
  const { lesions } = set
  const perLesion = set.predictors.filter(({ isPerLesion }) => isPerLesion)
  if (lesions === undefined) return { kind: 'only' }
  if (!nameSeveralLesions(perLesion.flatMap(searchedCodes), lesions, record))
    return { kind: 'only' }
  const judged = perLesion.flatMap((predictor) => judgeCandidates(predictor, record, context))
  return chooseLesion(judged, lesions, record, context)
}

/** The readings with those of `ids` that were found turned down. */
function turnDown(
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

/** Of values that name different imaging studies, those of the newest are kept. */
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
  return others.length === 0 ? readings : turnDown(readings, others, 'several-studies')
}

function numberOf(reading: PredictorReading | undefined): number | undefined {
  return reading?.kind === 'found' ? reading.value.number : undefined
}

/**
 * Of two values of which one by its physics exceeds the other, and does not, neither is what it
 * says.
 */
function keepPhysical(
  { predictors }: PredictorSet,
  readings: PredictorReadings,
): PredictorReadings {
  return predictors.reduce((sofar, { id, exceeds }) => {
    if (exceeds === undefined) return sofar
    const [greater, less] = [numberOf(readings[id]), numberOf(readings[exceeds])]
    return greater === undefined || less === undefined || greater > less
      ? sofar
      : turnDown(sofar, [id, exceeds], 'implausible')
  }, readings)
}

/** The readings of all predictors of one record. */
export function readPredictors(
  set: PredictorSet,
  record: RecordStatements,
  context: ReadingContext,
): PredictorsRead {
  const auxiliaries = toAuxiliaryReader(set.auxiliaries, record, context)
  const gathering = { set, record, context, lookUp: auxiliaries.lookUp }
  const lesions = chooseAmong(gathering)
  const readings = Object.fromEntries(
    set.predictors.map((predictor) => [predictor.id, readChosen(predictor, lesions, gathering)]),
  )
  const excluding = Object.values(readings).flatMap((reading) =>
    reading.kind === 'excluding' ? [reading.because] : [],
  )
  return {
    readings: keepPhysical(set, keepToOneStudy(set, readings)),
    exclusions: [...new Set([...excluding, ...auxiliaries.exclusions()])],
    lesions,
  }
}
