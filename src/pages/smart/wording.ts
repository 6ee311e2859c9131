import type { CardsDefinition } from '../../hook/cards/card-texts.ts'
import type { Service } from '../../hook/service.ts'
import type { InputReading } from '../../clinical/assessment/assess.ts'
import type { PredictorDefinition } from '../../clinical/readings/input-definition.ts'
import type { RiskRange } from '../../clinical/models/uncertainty.ts'
import { formatPercent, formatValue } from '../language/format.ts'

/** A reading that has a value. */
export type FoundReading = Extract<InputReading, { readonly kind: 'found' }>

/** How things are called in one language. */
export interface Speaker {
  readonly language: string
  readonly cards: CardsDefinition
  readonly labelOf: (predictor: string) => string
  readonly unitOf: (predictor: string) => string
  /** A number of a predictor: the findings that mean it, else the number with its unit. */
  readonly valueOf: (predictor: string, value: number) => string
  /** What was used of a reading: its own finding, else its number with the unit. */
  readonly usedOf: (predictor: string, reading: FoundReading) => string
  /** The same without its unit. */
  readonly bareValueOf: (predictor: string, value: number) => string
  readonly percent: (share: number) => string
  readonly range: (range: RiskRange) => string
  readonly categoryOf: (id: string) => string
  readonly reasonOf: (reading: InputReading) => string
  /** What was sent: of a derived value, what it was derived from. */
  readonly asSentOf: (from: FoundReading['from']) => string
}

/** The findings that mean a number to the model. */
function findingsFor(predictor: PredictorDefinition | undefined, value: number): readonly string[] {
  if (predictor?.kind !== 'finding') return []
  return predictor.values
    .filter(({ meaning }) => meaning.kind === 'value' && meaning.value === value)
    .map(({ id }) => id)
}

/** Speaks a service's texts in a language, or in its first one when it has none in that. */
export function toSpeaker(definition: Service, language: string): Speaker {
  const cards = definition.translations[language] ?? definition.cards
  const { predictors, findings, categories, reasons } = cards.texts
  const unitOf = (id: string) => predictors[id]?.unit ?? ''
  const findingOf = (id: string, finding: string) => findings[id]?.[finding] ?? finding
  const bareValueOf = (id: string, value: number) => {
    const predictor = definition.inputs.predictors.find((one) => one.id === id)
    const named = findingsFor(predictor, value).map((one) => findingOf(id, one))
    return named.length === 0 ? formatValue(value, language) : named.join(' / ')
  }
  const percent = (share: number) => formatPercent(share, language)
  return {
    language,
    cards,
    labelOf: (id) => predictors[id]?.label ?? id,
    unitOf,
    bareValueOf,
    usedOf: (id, { value: { number, finding } }) =>
      finding === undefined
        ? `${bareValueOf(id, number)} ${unitOf(id)}`.trim()
        : findingOf(id, finding),
    valueOf: (id, value) => `${bareValueOf(id, value)} ${unitOf(id)}`.trim(),
    percent,
    range: ({ low, high }) =>
      percent(low) === percent(high) ? percent(low) : `${percent(low)} – ${percent(high)}`,
    categoryOf: (id) => categories[id] ?? id,
    asSentOf: ({ asSent, parts }) => {
      if (parts === undefined) return asSent
      const { auxiliaries, derivedFrom } = cards.texts
      const list = parts.map((part) => `${auxiliaries[part.input] ?? part.input} ${part.asSent}`)
      return `${derivedFrom}: ${list.join('; ')}`
    },
    reasonOf: (reading) => {
      const why = 'why' in reading ? reading.why : reading.kind
      return reasons[why] ?? why
    },
  }
}
