import { onceOf } from '../../base/once-of.ts'
import type { AssessmentWithInputs } from '../../clinical/assessment/assess.ts'
import type { Provenance } from '../../clinical/readings/reading.ts'
import type { PredictorDefinition } from '../../clinical/readings/input-definition.ts'
import type { RiskRange } from '../../clinical/models/uncertainty.ts'
import { KEY_REASONS, type KeyReason } from '../../clinical/assessment/slots.ts'
import { stateOf, type UnreadKey } from '../../clinical/assessment/unread-keys.ts'
import type { Service } from '../service.ts'
import { type FactsWording, factsWording } from './facts-wording.ts'
import { fillIn } from './fill-in.ts'
import { formatNumber, rangeWording, riskIn } from './format.ts'
import { type VersionsWording, versionsWording } from './versions-wording.ts'

type Words = Readonly<Record<string, string>>

/** The text of an id; an id without one, which the catalogue refuses, stands for itself. */
const textOf = (texts: Words, id: string) => texts[id] ?? id

interface InputTexts {
  readonly labels: Readonly<Record<string, { readonly label: string; readonly unit: string }>>
  readonly findings: Readonly<Record<string, Words>>
}

/** A number in its canonical unit, or the id of a finding. */
interface Value {
  readonly number?: number | undefined
  readonly finding?: string | undefined
}

/** What inputs and their values are called in one language. */
export interface InputWording {
  readonly label: (input: string) => string
  /** Empty where there is none. */
  readonly unit: (input: string) => string
  readonly finding: (input: string, finding: string) => string
  /** A finding, else a number with its unit. */
  readonly value: (input: string, value: Value) => string
}

export function toInputWording({ labels, findings }: InputTexts): InputWording {
  const unit = (input: string) => labels[input]?.unit ?? ''
  const finding = (input: string, id: string) => textOf(findings[input] ?? {}, id)
  return {
    label: (input) => labels[input]?.label ?? input,
    unit,
    finding,
    value: (input, { number, finding: found }) => {
      if (found !== undefined) return finding(input, found)
      if (number === undefined) return ''
      return `${formatNumber(number)} ${unit(input)}`.trim()
    },
  }
}

/**
 * How a service says things in one language. Cards, boards, the SMART app, the doctor and the
 * reports all ask it, so that the same thing is called the same everywhere.
 */
export interface Wording extends InputWording, VersionsWording {
  /** The findings that mean a number to the model; none of an input that is no finding. */
  readonly findingsFor: (predictor: string, number: number) => readonly string[]
  /** A number without its unit: the findings that mean it, where there are any. */
  readonly bareNumber: (predictor: string, number: number) => string
  readonly number: (predictor: string, number: number) => string
  /** What was sent; of a derived value, what it was derived from. */
  readonly asSent: (from: Provenance) => string
  /** Why an input has no number (a `WhyNoNumber`), or what became of a prefetch key. */
  readonly reason: (why: string) => string
  /** Why an input has no number; of one that is too old, how old it is and how old it may be. */
  readonly gap: (input: string, why: string, from: Provenance | undefined) => string
  /** That a study is known that could give what is missing. */
  readonly imagingKnown: (written: string) => string
  readonly fromKnownImaging: string
  readonly howToGet: (predictor: string) => string
  /** The label in short. */
  readonly name: (input: string) => string
  /** What a prefetch key brings. */
  readonly key: (key: string) => string
  /** What became of a prefetch key that was not read in full, and what can be done. */
  readonly unread: (key: UnreadKey) => UnreadWords
  /** What can be done about what was not read for this reason. */
  readonly remedy: (reason: KeyReason) => string
  /** A rule that excludes patients or asks for caution. */
  readonly rule: (id: string) => string
  readonly cautions: (assessment: Cautioned) => readonly string[]
  readonly category: (id: string) => string
  readonly calibration: (id: string) => string
  readonly risk: (probability: number) => string
  readonly range: (range: RiskRange) => string
  /** The range beside a figure; empty where it reads the same. */
  readonly rangeBeside: (figure: string, range: RiskRange) => string
  /** A figure with its range, which is said once where both read the same. */
  readonly withRange: (figure: string, range: RiskRange) => string
  /** An odds ratio. Beyond a hundredfold the figure says no more than that. */
  readonly odds: (oddsRatio: number) => string
  /** What is said of study, guidance and trials. */
  readonly fact: FactsWording
  /** Between two sentences, and between two words of a list. */
  readonly sentenceGap: string
  readonly listGap: string
  /** Behind the named ones of a list that has more. */
  readonly andMore: string
  readonly age: (days: number) => string
}

interface UnreadWords {
  readonly key: string
  readonly state: string
  readonly why: string
  readonly remedy: string
}

type Texts = Service['cards']['texts']

type Cautioned = Pick<AssessmentWithInputs, 'cautions' | 'isOfLargestLesion'>

function findingsFor(predictor: PredictorDefinition | undefined, number: number) {
  if (predictor?.kind !== 'finding') return []
  return predictor.values.filter(
    ({ meaning }) => meaning.kind === 'value' && meaning.value === number,
  )
}

function numberWording(
  { inputs }: Pick<Service, 'inputs'>,
  { finding, value }: InputWording,
): Pick<Wording, 'findingsFor' | 'bareNumber' | 'number'> {
  const namesFor = (id: string, number: number) => {
    const predictor = inputs.predictors.find((input) => input.id === id)
    return findingsFor(predictor, number).map((found) => finding(id, found.id))
  }
  const named = (id: string, number: number, plain: () => string) => {
    const names = namesFor(id, number)
    return names.length === 0 ? plain() : names.join(' / ')
  }
  return {
    findingsFor: namesFor,
    bareNumber: (id, number) => named(id, number, () => formatNumber(number)),
    number: (id, number) => named(id, number, () => value(id, { number })),
  }
}

type FigureWording = Pick<Wording, 'risk' | 'range' | 'rangeBeside' | 'withRange' | 'odds' | 'age'>

function figureWording({ words }: Texts): FigureWording {
  return {
    risk: riskIn(words),
    ...rangeWording(words),
    odds: (oddsRatio) => {
      if (oddsRatio > 100) return words.moreThan.replace('{n}', '100')
      return oddsRatio < 0.01 ? words.lessThan.replace('{n}', '0.01') : formatNumber(oddsRatio, 2)
    },
    age: (days) => words.days.replace('{n}', String(days)),
  }
}

function unreadWording({ keys, keyStates, reasons, remedies }: Texts): Wording['unread'] {
  return (unread) => {
    const why = unread.reasons.map((reason) => textOf(reasons, reason))
    const remedy = unread.reasons.map((reason) => textOf(remedies, KEY_REASONS[reason].remedy))
    return {
      key: textOf(keys, unread.key),
      state: textOf(keyStates, stateOf(unread)),
      why: why.join('; '),
      remedy: [...new Set(remedy)].join(' '),
    }
  }
}

/** What was sent, and by whom where somebody typed it; of two that contradict each other, both. */
function asSentWording({ auxiliaries, derivedFrom, words }: Texts): Wording['asSent'] {
  const one = ({ asSent, parts, enteredBy }: Provenance): string => {
    if (parts !== undefined) {
      const list = parts.map((part) => `${textOf(auxiliaries, part.input)} ${part.asSent}`)
      return `${derivedFrom}: ${list.join('; ')}`
    }
    return enteredBy === undefined
      ? asSent
      : fillIn(words.enteredBy, { value: asSent, by: enteredBy })
  }
  return (from) => {
    const { sides = [] } = from
    const isTyped = sides.some(({ enteredBy }) => enteredBy !== undefined)
    return isTyped ? sides.map(one).join(' \u2260 ') : one(from)
  }
}

type Worded = Pick<Service, 'cards' | 'inputs' | 'factSheet' | 'applicability'>

/** A rule in words, with the age that it names. */
function ruleWording({ cards, applicability }: Worded): Wording['rule'] {
  const years = applicability.flatMap((rule) =>
    rule.kind === 'age-under' ? [[rule.id, String(rule.years)] as const] : [],
  )
  const yearsOf = new Map(years)
  return (id) => fillIn(textOf(cards.texts.applicability, id), { years: yearsOf.get(id) ?? '' })
}

/** Why an input has no number. */
function gapWording({ cards: { texts }, inputs }: Worded): Wording['gap'] {
  const days = (n: number) => texts.words.days.replace('{n}', String(n))
  return (id, reason, from) => {
    const why = textOf(texts.reasons, reason)
    const input = inputs.predictors.find((predictor) => predictor.id === id)
    if (reason !== 'too-old' || from?.ageDays === undefined || input === undefined) return why
    return fillIn(texts.words.tooOld, {
      why,
      age: days(from.ageDays),
      limit: days(input.lookbackDays),
    })
  }
}

/** The wording of a service in the language of its cards. */
export const toWording = onceOf((service: Worded): Wording => {
  const { texts, facts, language } = service.cards
  const own = toInputWording({ labels: texts.predictors, findings: texts.findings })
  const rule = ruleWording(service)
  return {
    ...own,
    ...numberWording(service, own),
    ...figureWording(texts),
    ...versionsWording(texts),
    label: (input) => texts.predictors[input]?.label ?? textOf(texts.auxiliaries, input),
    name: (input) =>
      texts.predictors[input]?.short ??
      texts.predictors[input]?.label ??
      textOf(texts.auxiliaries, input),
    asSent: asSentWording(texts),
    reason: (why) => textOf(texts.reasons, why),
    gap: gapWording(service),
    imagingKnown: (written) => fillIn(texts.words.imagingKnown, { date: written.slice(0, 10) }),
    fromKnownImaging: texts.words.fromKnownImaging,
    key: (key) => textOf(texts.keys, key),
    unread: unreadWording(texts),
    remedy: (reason) => textOf(texts.remedies, KEY_REASONS[reason].remedy),
    howToGet: (predictor) => texts.predictors[predictor]?.howToGet ?? '',
    rule,
    cautions: ({ cautions, isOfLargestLesion }) => [
      ...(isOfLargestLesion ? [texts.largestLesion] : []),
      ...cautions.map(rule),
    ],
    category: (id) => textOf(texts.categories, id),
    calibration: (id) => textOf(texts.calibration, id),
    fact: factsWording(facts, service.factSheet),
    sentenceGap: language.startsWith('zh') ? '' : ' ',
    listGap: language.startsWith('zh') ? '、' : ', ',
    andMore: language.startsWith('zh') ? '等' : ', …',
  }
})
