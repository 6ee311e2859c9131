import type { CardsDefinition } from '../../cards/index.ts'
import type { GuidanceDefinition, InputReading } from '../../guidance/index.ts'
import type { PredictorDefinition } from '../../predictors/index.ts'
import type { RiskRange } from '../../risk-model/index.ts'
import { formatPercent, formatValue } from '../language/format.ts'

/** How things are called in one language. */
export interface Speaker {
  readonly language: string
  readonly cards: CardsDefinition
  readonly labelOf: (predictor: string) => string
  readonly unitOf: (predictor: string) => string
  /** A number of a predictor: a finding's name, else the number with its unit. */
  readonly valueOf: (predictor: string, value: number) => string
  readonly percent: (share: number) => string
  readonly range: (range: RiskRange) => string
  readonly categoryOf: (id: string) => string
  readonly reasonOf: (reading: InputReading) => string
}

/** The finding that means a number to the model, when exactly one does. */
function findingFor(predictor: PredictorDefinition | undefined, value: number): string | undefined {
  if (predictor?.kind !== 'finding') return undefined
  const fitting = predictor.values.filter(
    ({ meaning }) => meaning.kind === 'value' && meaning.value === value,
  )
  return fitting.length === 1 ? fitting[0]?.id : undefined
}

/** Speaks a service's texts in a language, or in its first one when it has none in that. */
export function toSpeaker(definition: GuidanceDefinition, language: string): Speaker {
  const cards = definition.translations[language] ?? definition.cards
  const { predictors, findings, categories, reasons } = cards.texts
  const unitOf = (id: string) => predictors[id]?.unit ?? ''
  const percent = (share: number) => formatPercent(share, language)
  return {
    language,
    cards,
    labelOf: (id) => predictors[id]?.label ?? id,
    unitOf,
    valueOf: (id, value) => {
      const predictor = definition.predictors.find((one) => one.id === id)
      const finding = findingFor(predictor, value)
      if (finding !== undefined) return findings[id]?.[finding] ?? finding
      return `${formatValue(value, language)} ${unitOf(id)}`.trim()
    },
    percent,
    range: ({ low, high }) =>
      percent(low) === percent(high) ? percent(low) : `${percent(low)} – ${percent(high)}`,
    categoryOf: (id) => categories[id] ?? id,
    reasonOf: (reading) => {
      const why = 'why' in reading ? reading.why : reading.kind
      return reasons[why] ?? why
    },
  }
}
