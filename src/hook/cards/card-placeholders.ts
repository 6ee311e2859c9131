import { misusesOf, namesOf, type Placeholders, type ValuesOf } from './placeholders.ts'
import type { Template } from './template.ts'

const MODEL = {
  calibrated: 'condition',
  provisional: 'condition',
  calibration: 'text',
  modelVersion: 'text',
  /** Whom the coefficients were fitted on, where they are not the published ones. */
  fittedHere: 'optional',
  /** The site's patients, definition, signatures and expiry. */
  ownEvidence: 'optional',
  reviewOverdue: 'condition',
  reviewBy: 'text',
  /** What limits the model, as far as its facts say it in this situation. */
  limits: 'optional',
  hasUnread: 'condition',
  // Every key of which something was not read, and whether something of each was read.
  unread: { each: { key: 'text', state: 'text', why: 'text', remedy: 'text' } },
  isAllPartial: 'condition',
} as const satisfies Placeholders

const USED_INPUT = {
  label: 'text',
  /** The label in short, for a narrow table. */
  name: 'text',
  asSent: 'text',
  used: 'text',
  date: 'text',
  age: 'text',
} as const satisfies Placeholders

const WEIGHED_INPUT = {
  ...USED_INPUT,
  contribution: 'text',
  effect: 'text',
  /** Whether it raises or lowers the odds, and how much: up to three arrows. */
  arrows: 'text',
  /** Whether it lies outside of what the study can have seen. */
  outside: 'condition',
} as const satisfies Placeholders

/** `asSent` and `date` are blank where nothing was sent. */
const MISSING_INPUT = {
  label: 'text',
  name: 'text',
  why: 'text',
  asSent: 'cell',
  date: 'cell',
  howToGet: 'text',
} as const satisfies Placeholders

/** What is recorded or read of an input that is not used, if anything is: both, or none. */
const UNREAD_INPUT = {
  label: 'text',
  name: 'text',
  why: 'text',
  asSent: 'optional',
  date: 'cell',
} as const satisfies Placeholders

/** Only where one input alone is not known. */
const BOUNDS = {
  bounds: 'optional',
  // At each value of a finding that is not known: the figure, with its range.
  scenarios: { each: { value: 'text', risk: 'text' } },
  /** Why the range rests on less than the site's evidence. */
  fallbacks: { each: { text: 'text' } },
} as const satisfies Placeholders

const INPUTS = {
  indexDate: 'text',
  found: 'text',
  total: 'text',
  cautions: { each: { text: 'text' } },
  /** Where the words of a diagnosis decided beside a code that leaves it open. */
  diagnosisInWords: { part: { words: 'text', code: 'text' } },
} as const satisfies Placeholders

const ESTIMATE = {
  ...MODEL,
  ...INPUTS,
  inputs: { each: WEIGHED_INPUT },
  /** Whole per cents; to five points where nothing is known of the site's patients. */
  risk: 'text',
  /** The 5 to 95 % range of the model's versions. */
  range: 'text',
  /** The same, where it reads otherwise than the figure. */
  rangeBeside: 'optional',
  /** On which borders enough versions agree; blank where on none. */
  statement: 'optional',
  /** Whether the versions are about the site's own patients. */
  anchored: 'condition',
  /** What the versions rest on here. */
  evidence: 'text',
  /** What the site's own outcomes are called, where the versions rest on them. */
  /** Why they rest on less than the site's evidence. */
  fallbacks: { each: { text: 'text' } },
  /** Among the site's own anchored patients. */
  rank: 'optional',
  /** What the site's anchor changed. */
  step: 'optional',
  odds: 'text',
  driver: 'text',
  /** What guidance and trials name for patients of this stage. */
  mdt: 'optional',
} as const satisfies Placeholders

/** What each kind of situation fills; `category` stands for the situations of all categories. */
export const CARD_PLACEHOLDERS = {
  'no-diagnosis': MODEL,
  /** `unmapped`: what the diagnosis stands under that only the site can read. */
  'diagnosis-unreadable': { ...MODEL, unmapped: { part: { diagnosis: 'text' } } },
  'under-review': MODEL,
  'not-applicable': { ...MODEL, exclusions: { each: { text: 'text' } }, exclusionList: 'text' },
  'insufficient-data': {
    ...MODEL,
    ...INPUTS,
    inputs: { each: USED_INPUT },
    isAnyFound: 'condition',
    gaps: { each: MISSING_INPUT },
    gapList: 'text',
    ...BOUNDS,
  },
  'record-unread': {
    ...MODEL,
    ...INPUTS,
    inputs: { each: USED_INPUT },
    gaps: { each: { ...UNREAD_INPUT } },
    unreadInputs: { each: UNREAD_INPUT },
    unreadList: 'text',
    mayExclude: { each: { text: 'text' } },
    ...BOUNDS,
  },
  'not-classifiable': ESTIMATE,
  category: { ...ESTIMATE, category: 'text' },
} as const satisfies Readonly<Record<string, Placeholders>>

type SituationKind = keyof typeof CARD_PLACEHOLDERS

/** The values of the card of one kind of situation. */
export type SituationValues<Kind extends SituationKind> = ValuesOf<(typeof CARD_PLACEHOLDERS)[Kind]>

/** The values of any card of a risk model. */
export type CardValues = { [Kind in SituationKind]: SituationValues<Kind> }[SituationKind]

const isKind = (situation: string): situation is SituationKind =>
  Object.hasOwn(CARD_PLACEHOLDERS, situation)

/** What the card of a situation of `cards.json` fills; nothing where there is no such situation. */
export function placeholdersOf(situation: string): Placeholders | undefined {
  const kind = situation.startsWith('category-') ? 'category' : situation
  return isKind(kind) ? CARD_PLACEHOLDERS[kind] : undefined
}

/** Every name that the card of some situation fills. */
export const PLACEHOLDERS: readonly string[] = [
  ...new Set(Object.values<Placeholders>(CARD_PLACEHOLDERS).flatMap(namesOf)),
]

/** What of a template would be empty on the card of a situation, in words. */
export const misusesOnCard = (template: Template, situation: string): readonly string[] =>
  misusesOf(template, placeholdersOf(situation) ?? {}, (name) =>
    PLACEHOLDERS.includes(name)
      ? `{{${name}}} is not filled here in the situation ${situation}`
      : `{{${name}}} is no known placeholder`,
  )

/**
 * What a resource that a card suggests may name: a reference to the patient, and in the language of
 * the card what is ordered and why.
 */
export const RESOURCE_PLACEHOLDERS = {
  patient: 'text',
  what: 'text',
  why: 'text',
} as const satisfies Placeholders
