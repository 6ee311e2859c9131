import type { CardsDefinition, CardTexts } from './card-texts.ts'
import { formatNumber, formatRange, formatRisk } from './format.ts'
import type { CardValues } from './template.ts'
import type { Provenance } from '../../clinical/readings/reading.ts'
import type { PredictorDefinition } from '../../clinical/readings/input-definition.ts'
import type { Contribution, RiskEstimate } from '../../clinical/models/estimate.ts'
import type { Assessment, InputReading } from '../../clinical/assessment/assess.ts'
import type { Service } from '../service.ts'
import { uncertaintyView } from './uncertainty-view.ts'

type Estimated = Extract<Assessment, { readonly kind: 'estimated' }>
type Insufficient = Extract<Assessment, { readonly kind: 'insufficient-data' }>

const labelOf = ({ texts }: CardsDefinition, id: string) => texts.predictors[id]?.label ?? id

const textOf = (texts: Readonly<Record<string, string>>, id: string) => texts[id] ?? id

const dateOf = (written: string | undefined) => written?.slice(0, 10) ?? ''

const ageOf = (days: number | undefined, { words }: CardTexts) =>
  days === undefined ? '' : words.days.replace('{n}', String(Math.max(0, days)))

function usedText(
  { texts }: CardsDefinition,
  { id }: PredictorDefinition,
  reading: Extract<InputReading, { readonly kind: 'found' }>,
): string {
  const { number, finding } = reading.value
  if (finding !== undefined) return texts.findings[id]?.[finding] ?? finding
  return `${formatNumber(number)} ${texts.predictors[id]?.unit ?? ''}`.trim()
}

/** What was sent; of a derived value, what it was derived from. */
function asSentText({ texts }: CardsDefinition, { asSent, parts }: Provenance): string {
  if (parts === undefined) return asSent
  const list = parts.map((part) => `${textOf(texts.auxiliaries, part.input)} ${part.asSent}`)
  return `${texts.derivedFrom}: ${list.join('; ')}`
}

function inputRow(
  cards: CardsDefinition,
  predictor: PredictorDefinition,
  reading: InputReading,
  contribution: Contribution | undefined,
): CardValues | undefined {
  if (reading.kind !== 'found') return undefined
  const { written, ageDays } = reading.from
  return {
    label: labelOf(cards, predictor.id),
    asSent: asSentText(cards, reading.from),
    used: usedText(cards, predictor, reading),
    date: dateOf(written),
    age: ageOf(ageDays, cards.texts),
    contribution: contribution === undefined ? '' : formatNumber(contribution.logOdds),
    effect: contribution === undefined ? '' : `×${formatNumber(contribution.oddsRatio, 2)}`,
  }
}

function reasonOf(reading: InputReading): string {
  if (reading.kind === 'unusable' || reading.kind === 'not-obtained') return reading.why
  return reading.kind
}

function gapRow(
  cards: CardsDefinition,
  { id }: PredictorDefinition,
  reading: InputReading,
): CardValues | undefined {
  if (reading.kind === 'found') return undefined
  const from = reading.kind === 'unusable' ? reading.from : undefined
  return {
    label: labelOf(cards, id),
    why: textOf(cards.texts.reasons, reasonOf(reading)),
    asSent: from === undefined ? '' : asSentText(cards, from),
    date: dateOf(from?.written),
    howToGet: cards.texts.predictors[id]?.howToGet ?? '',
  }
}

const present = (rows: readonly (CardValues | undefined)[]): readonly CardValues[] =>
  rows.filter((row) => row !== undefined)

function listOf(rows: readonly CardValues[], name: 'label' | 'text'): string {
  return rows
    .map((row) => row[name])
    .filter((text) => typeof text === 'string')
    .join(', ')
}

/** The input that moves the odds furthest from the reference patient's. */
function driverOf(cards: CardsDefinition, { contributions }: RiskEstimate): string {
  const [first] = contributions.toSorted(
    (a, b) => Math.abs(Math.log(b.oddsRatio)) - Math.abs(Math.log(a.oddsRatio)),
  )
  return first === undefined ? '' : labelOf(cards, first.predictor)
}

/** Beyond a hundredfold the figure says no more than that. */
function oddsText(oddsRatio: number, { words }: CardTexts): string {
  if (oddsRatio > 100) return words.moreThan.replace('{n}', '100')
  return oddsRatio < 0.01 ? words.lessThan.replace('{n}', '0.01') : formatNumber(oddsRatio, 2)
}

function percentileText(share: number): string {
  return String(Math.min(99, Math.max(1, Math.round(share * 100))))
}

function estimateView(cards: CardsDefinition, estimate: RiskEstimate): CardValues {
  return {
    risk: formatRisk(estimate.predictedRisk),
    interval: formatRange(estimate.interval, cards.texts.words.to),
    envelope: formatRange(estimate.envelope, cards.texts.words.to),
    category:
      estimate.category === undefined ? '' : textOf(cards.texts.categories, estimate.category),
    odds: oddsText(estimate.oddsRatio, cards.texts),
    percentile: percentileText(estimate.percentile),
    driver: driverOf(cards, estimate),
  }
}

function inputsView(definition: Service, assessment: Estimated | Insufficient): CardValues {
  const { cards } = definition
  const { predictors } = definition.inputs
  const contributions = assessment.kind === 'estimated' ? assessment.estimate.contributions : []
  const readingOf = ({ id }: PredictorDefinition): InputReading =>
    assessment.inputs[id] ?? { kind: 'missing' }
  const inputs = present(
    predictors.map((predictor) =>
      inputRow(
        cards,
        predictor,
        readingOf(predictor),
        contributions.find((one) => one.predictor === predictor.id),
      ),
    ),
  )
  const gaps = present(predictors.map((one) => gapRow(cards, one, readingOf(one))))
  return {
    inputs,
    gaps,
    gapList: listOf(gaps, 'label'),
    found: String(inputs.length),
    total: String(predictors.length),
    indexDate: assessment.indexDay,
    cautions: [
      ...(assessment.isOfLargestLesion ? [{ text: cards.texts.largestLesion }] : []),
      ...assessment.cautions.map((id) => ({ text: textOf(cards.texts.applicability, id) })),
    ],
  }
}

function boundsView(cards: CardsDefinition, { bounds }: Insufficient): CardValues {
  return {
    bounds: formatRange(bounds.envelope, cards.texts.words.to),
    boundsInterval: formatRange(bounds.interval, cards.texts.words.to),
    boundsCategory:
      bounds.category === undefined ? '' : textOf(cards.texts.categories, bounds.category),
  }
}

/** The placeholders' values for one assessment, as text. */
export function toCardView(definition: Service, assessment: Assessment): CardValues {
  const { cards, model } = definition
  const { calibration, version } = model.definition
  const common: CardValues = {
    calibrated: calibration === 'outcome-calibrated',
    provisional: calibration !== 'outcome-calibrated',
    calibration: textOf(cards.texts.calibration, calibration),
    modelVersion: version,
  }
  switch (assessment.kind) {
    case 'not-relevant':
    case 'no-diagnosis':
    case 'diagnosis-unreadable':
    case 'under-review':
      return common
    case 'not-applicable': {
      const exclusions = assessment.because.map((id) => ({
        text: textOf(cards.texts.applicability, id),
      }))
      return { ...common, exclusions, exclusionList: listOf(exclusions, 'text') }
    }
    case 'insufficient-data':
      return { ...common, ...inputsView(definition, assessment), ...boundsView(cards, assessment) }
    case 'estimated':
      return {
        ...common,
        ...inputsView(definition, assessment),
        ...estimateView(cards, assessment.estimate),
        ...uncertaintyView(cards, model.definition, assessment.estimate),
      }
  }
}
