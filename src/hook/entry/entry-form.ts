import type {
  AuxiliaryInput,
  FindingInput,
  Occasion,
  PredictorDefinition,
  QuantityInput,
  RatioInput,
} from '../../clinical/readings/input-definition.ts'
import type { Coding, ValueSet } from '../../clinical/terminology/value-set.ts'
import { toWording, type Wording } from '../cards/wording.ts'
import { type Service, serviceSpeaking } from '../service.ts'
import { type EntryUnit, unitsFor } from './entry-units.ts'
import { type EntryWords, entryWordsIn } from './entry-words.ts'

/** A text in the language of the service, and in its other languages by BCP 47 tag. */
export interface Said {
  readonly text: string
  readonly translations: Readonly<Record<string, string>>
}

/** An answer that may be chosen. */
export interface EntryOption {
  readonly coding: Pick<Coding, 'system' | 'code'>
  readonly said: Said
}

type Answer =
  | { readonly kind: 'choice'; readonly options: readonly EntryOption[] }
  /** A number, in the one unit or in the one of several that is chosen. */
  | { readonly kind: 'quantity'; readonly units: readonly EntryUnit[] }
  /** A pure number: a count of tumours, a grade. */
  | { readonly kind: 'number' }

/** One value that may be entered: it becomes one Observation. */
export interface EntryItem {
  /** Of the question; that of what belongs to it begins with it. */
  readonly linkId: string
  readonly input: string
  readonly label: Said
  readonly code: Coding
  /** All codes under which the record may have it. */
  readonly codes: ValueSet
  readonly answer: Answer
  /** Whether it is of the one tumour that the form asks for, or of the whole organ. */
  readonly place: 'lesion' | Coding | undefined
  /** Which figure of a region it is, and by what code that is said. */
  readonly statistic?:
    { readonly code: Coding; readonly options: readonly EntryOption[] } | undefined
  /** The models by which it may have been fitted; another one is for the reader to refuse. */
  readonly methods?: readonly EntryOption[] | undefined
}

/** The form of all inputs of a service that a person can enter. */
export interface EntryForm {
  readonly service: string
  readonly canonicalBase: string
  readonly language: string
  /** By occasion, in the order in which they are asked. */
  readonly groups: readonly { readonly occasion: Occasion; readonly items: readonly EntryItem[] }[]
  readonly sites: readonly EntryOption[]
  /** Why there is no value. */
  readonly absent: readonly EntryOption[]
  /** A text of the form in each language of the service. */
  readonly say: (text: (words: EntryWords) => string) => Said
}

/** What says that there is no value. https://hl7.org/fhir/R4/valueset-data-absent-reason.html */
const NOT_STATED = {
  system: 'http://terminology.hl7.org/CodeSystem/data-absent-reason',
  code: 'unknown',
} as const

/** https://terminology.hl7.org/CodeSystem-v3-ObservationInterpretation.html */
const INDETERMINATE = {
  system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation',
  code: 'IND',
} as const

const ABSENT_OPTIONS = [
  ['notStated', NOT_STATED],
  ['indeterminate', INDETERMINATE],
] as const

const OCCASIONS = ['study', 'sample', 'assessment'] as const

/** So many statistics that are not the mean may be chosen: reports print few. */
const OTHER_STATISTICS = 3

const UNITY = '1'

type AnyInput = PredictorDefinition | AuxiliaryInput
type RatioPart = RatioInput['pairs'][number]['numerator']

/** One language, and how a service says things in it. */
interface Speaker {
  readonly language: string
  readonly wording: Wording
}

type Say = (text: (speaker: Speaker) => string) => Said

/** Says a text in each language of a service. */
function sayIn(service: Service): Say {
  const { cards, translations } = service
  const speaking = (language: string): Speaker => ({
    language,
    wording: toWording(serviceSpeaking(service, language)),
  })
  const own = speaking(cards.language)
  const others = Object.keys(translations)
    .filter((language) => language !== cards.language)
    .map(speaking)
  return (text) => ({
    text: text(own),
    translations: Object.fromEntries(others.map((other) => [other.language, text(other)])),
  })
}

const sayName =
  (say: Say) =>
  ({ display, code, designations }: Coding): Said =>
    say(({ language }) => designations?.[language] ?? display ?? code)

const optionsOf = (codings: readonly Coding[], say: Say): readonly EntryOption[] =>
  codings.map((coding) => ({
    coding: { system: coding.system, code: coding.code },
    said: sayName(say)(coding),
  }))

/** The answers that say that there is none. */
const absentOptions = (say: Say): readonly EntryOption[] =>
  ABSENT_OPTIONS.map(([word, coding]) => ({
    coding,
    said: say(({ language }) => entryWordsIn(language)[word]),
  }))

const notStated = (say: Say) => absentOptions(say).slice(0, 1)

const isNamed = ({ designations }: Coding) => designations !== undefined

function statisticOf({ statistic }: QuantityInput, say: Say): EntryItem['statistic'] {
  const [code] = statistic?.derivationCodes.codings ?? []
  if (statistic === undefined || code === undefined) return undefined
  const { meanCodes, otherCodes } = statistic
  const offered = [
    ...meanCodes.codings.filter(isNamed).slice(0, 1),
    ...otherCodes.codings.filter(isNamed).slice(0, OTHER_STATISTICS),
  ]
  return { code, options: [...optionsOf(offered, say), ...notStated(say)] }
}

const methodsOf = ({ methods }: QuantityInput, say: Say): EntryItem['methods'] =>
  methods && [
    ...optionsOf([...methods.codes.codings, ...methods.otherMethodCodes.codings], say),
    ...notStated(say),
  ]

function findingOptions(input: FindingInput, say: Say): readonly EntryOption[] {
  return input.values.flatMap((value): readonly EntryOption[] => {
    const [option] = optionsOf(value.codes.codings.slice(0, 1), say)
    if (option === undefined) return []
    // What is no predictor has no words of its own on a card.
    if (!('referenceRange' in input)) return [option]
    return [{ ...option, said: say(({ wording }) => wording.finding(input.id, value.id)) }]
  })
}

const answerOf = (input: FindingInput | QuantityInput, say: Say): Answer => {
  if (input.kind === 'finding') return { kind: 'choice', options: findingOptions(input, say) }
  return input.unit === UNITY
    ? { kind: 'number' }
    : { kind: 'quantity', units: unitsFor(input.unit, input.conversions) }
}

/** The place that an Observation of an input names. */
function placeOf(input: AnyInput, { lesions }: Service['inputs']): EntryItem['place'] {
  const isOfLesion = 'isPerLesion' in input && input.isPerLesion
  return isOfLesion || lesions?.size.id === input.id
    ? 'lesion'
    : input.sites?.admittedCodes.codings[0]
}

const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

/** A card calls an auxiliary by one word in a list: alone, it is called by its code. */
function labelOf(id: string, code: Coding, say: Say): Said {
  if (isNamed(code)) return sayName(say)(code)
  return say(({ wording }) => capitalised(wording.label(id)))
}

function singleItem(
  input: FindingInput | QuantityInput,
  { inputs }: Service,
  say: Say,
): readonly EntryItem[] {
  const [code] = input.codes.codings
  if (code === undefined) return []
  const { id } = input
  return [
    {
      linkId: id,
      input: id,
      label: labelOf(id, code, say),
      code,
      codes: input.codes,
      answer: answerOf(input, say),
      place: placeOf(input, inputs),
      ...(input.kind === 'quantity' && {
        statistic: statisticOf(input, say),
        methods: methodsOf(input, say),
      }),
    },
  ]
}

/** The halves of a ratio that a person can type: those that are one value each. */
function ratioItems({ id, pairs, methods }: RatioInput, say: Say): readonly EntryItem[] {
  const parts = pairs.flatMap(({ numerator, denominator }) => [numerator, denominator])
  const isWhole = ({ plus, shareOf }: RatioPart) => plus === undefined && shareOf === undefined
  const whole = new Map(parts.filter(isWhole).map((part) => [part.codes.id, part]))
  return [...whole.values()].flatMap(({ codes, unit }): EntryItem[] => {
    const { id: set, codings } = codes
    // What is typed names no method of counting.
    const isPlain = (coding: Coding) => !methods.some((method) => method.codes.has(coding))
    const code = codings.find((coding) => isPlain(coding) && isNamed(coding)) ?? codings[0]
    if (code === undefined) return []
    const answer = { kind: 'quantity', units: unitsFor(unit) } as const
    const label = sayName(say)(code)
    return [{ linkId: `${id}.${set}`, input: id, label, code, codes, answer, place: undefined }]
  })
}

function itemsOf(input: AnyInput, service: Service, say: Say): readonly EntryItem[] {
  return input.kind === 'ratio' ? ratioItems(input, say) : singleItem(input, service, say)
}

/** Where a tumour may lie: in the organ, or in a part of it that has a code. */
function sitesOf({ inputs: { lesions } }: Service, say: Say): readonly EntryOption[] {
  if (lesions === undefined) return []
  const { admittedCodes, parts } = lesions.sites
  const ordered = parts.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const codings = [admittedCodes, ...ordered.map(({ codes }) => codes)].flatMap(
    ({ codings: [first] }) => first ?? [],
  )
  return optionsOf(codings, say)
}

/** The form of the inputs of a service that say what they are entered from. */
export function toEntryForm(service: Service): EntryForm {
  const say = sayIn(service)
  const inputs = [...service.inputs.predictors, ...service.inputs.auxiliaries]
  const groups = OCCASIONS.map((occasion) => ({
    occasion,
    items: inputs
      .filter(({ enteredFrom }) => enteredFrom === occasion)
      .flatMap((input) => itemsOf(input, service, say)),
  }))
  return {
    service: service.id,
    canonicalBase: service.canonicalBase,
    language: service.cards.language,
    groups: groups.filter(({ items }) => items.length > 0),
    sites: sitesOf(service, say),
    absent: absentOptions(say),
    say: (text) => say(({ language }) => text(entryWordsIn(language))),
  }
}
