import { uniqueBy } from '../base/lists.ts'
import type { EvidenceState, Fallback } from '../clinical/models/site-evidence.ts'
import { KEY_REASONS, ORDER_KEY } from '../clinical/assessment/slots.ts'
import type { CardsDefinition } from '../hook/cards/card-texts.ts'
import { placeholdersOf, type SituationValues } from '../hook/cards/card-placeholders.ts'
import { BY_PARTS, ON_FEW } from '../hook/cards/versions-wording.ts'
import { SUMMARY_MAX } from '../hook/protocol/invariants.ts'
import type { PredictorsFile } from './predictor-schemas.ts'
import type { Problems } from './problems.ts'
import type { ServiceParts } from './service-parts.ts'

const FILE = 'messages.json'

/** The situations that every service can come into; one more for each of its categories. */
const ALWAYS = [
  'no-diagnosis',
  'diagnosis-unreadable',
  'not-applicable',
  'insufficient-data',
  'record-unread',
  'not-classifiable',
  'under-review',
]

/** Placeholders that rest on the model's versions. */
const NEEDS_VERSIONS = new Set(['range', 'rangeBeside', 'statement', 'rank', 'step', 'evidence'])

/** How far a model may come at a site, and why it may fall back. */
const STATES = [
  'provisional',
  'platform-centred',
  'site-anchored',
  'share-counted',
  'outcome-updated',
  'outcome-calibrated',
] as const satisfies readonly EvidenceState[]

const FALLBACKS = [
  'anchor-expired',
  'update-expired',
  'validation-expired',
  'platform-unknown',
  'platform-moved',
  'platform-unchecked',
] as const satisfies readonly Fallback[]

type Need = (
  group: string,
  texts: Readonly<Record<string, unknown>>,
  ids: readonly string[],
) => void

function isFinding<Input extends { readonly kind: string }>(
  input: Input,
): input is Extract<Input, { readonly kind: 'finding' }> {
  return input.kind === 'finding'
}

const excludingReasons = ({ predictors, auxiliaries }: PredictorsFile) =>
  [...predictors, ...auxiliaries]
    .filter(isFinding)
    .flatMap(({ values }) =>
      values.flatMap(({ meaning }) => ('because' in meaning ? (meaning.because ?? []) : [])),
    )

function needOfInputs(
  {
    predictors,
    model,
  }: { readonly predictors: PredictorsFile; readonly model: ServiceParts['model'] },
  { texts }: CardsDefinition,
  need: Need,
): void {
  const ids = (inputs: readonly { readonly id: string }[]) => inputs.map(({ id }) => id)
  // One without a term is a mistake of the model's file, and no text is wanted for it.
  const shown = predictors.predictors.filter(
    ({ id }) => model?.terms.some(({ predictor }) => predictor === id) !== false,
  )
  need('predictors', texts.predictors, ids(shown))
  for (const { id, values } of shown.filter(isFinding))
    need(`findings.${id}`, texts.findings[id] ?? {}, ids(values))
  need('auxiliaries', texts.auxiliaries, ids(predictors.auxiliaries))
  need('applicability', texts.applicability, excludingReasons(predictors))
}

/** What a card says of the order or a prefetch key that was not read in full. */
function needOfKeys(
  { service, predictors }: ServiceParts,
  { texts }: CardsDefinition,
  need: Need,
): void {
  const rows = Object.values(KEY_REASONS)
  const inputs = [...(predictors?.predictors ?? []), ...(predictors?.auxiliaries ?? [])]
  const isRead = (key: string) => inputs.some(({ prefetchKey }) => prefetchKey === key)
  // A key that nothing reads, or a second one of a role, is told of where it stands.
  const ofRoles = uniqueBy(
    Object.entries(service?.prefetch ?? {}).toReversed(),
    ([key, { role }]) => (role === 'observations' ? key : role),
  ).filter(([key, { role }]) => role !== 'observations' || isRead(key))
  need('keys', texts.keys, [ORDER_KEY, ...ofRoles.map(([key]) => key)])
  need('reasons', texts.reasons, Object.keys(KEY_REASONS))
  need('keyStates', texts.keyStates, [...new Set(rows.map(({ state }) => state))])
  need('remedies', texts.remedies, [...new Set(rows.map(({ remedy }) => remedy))])
}

/** The texts that the other files need, in one language. */
function checkWords(parts: ServiceParts, cards: CardsDefinition, problems: Problems): void {
  const { predictors, applicability, model } = parts
  const { texts } = cards
  const need: Need = (group, given, ids) => {
    for (const id of ids.filter((wanted) => given[wanted] === undefined))
      problems.add(FILE, [...group.split('.'), id], `is missing: a text for ${id}`)
  }
  if (predictors !== undefined) needOfInputs({ predictors, model }, cards, need)
  needOfKeys(parts, cards, need)
  const rules = applicability?.rules ?? []
  need(
    'applicability',
    texts.applicability,
    rules.map(({ id }) => id),
  )
  if (model === undefined) return
  need(
    'categories',
    texts.categories,
    model.categories.map(({ id }) => id),
  )
  const states = model.versions === undefined ? STATES.slice(0, 1) : STATES
  need('calibration', texts.calibration, states)
  if (model.versions === undefined) return
  need('evidence', texts.evidence, [...states, BY_PARTS, ON_FEW])
  need('citations', texts.citations ?? {}, [...states.slice(1), 'fitted'])
  need('fallbacks', texts.fallbacks, FALLBACKS)
}

/** What summaries show of figures, before and after calibration, each at its widest. */
function widestValues({ texts }: CardsDefinition): readonly Partial<SituationValues<'category'>>[] {
  const labels = Object.values(texts.predictors).map(({ label }) => label)
  const driver = labels.reduce(
    (longest, label) => (label.length > longest.length ? label : longest),
    '',
  )
  const widest = texts.words.atLeastAndBelow.replaceAll(/\{\w+\}/g, '20 %')
  const figures = {
    risk: '100 %',
    range: '<5 % to >95 %',
    rangeBeside: '<5 % to >95 %',
    found: '9',
    total: '9',
    driver,
    reviewBy: '2000-01-01',
  }
  return [
    { ...figures, calibrated: true, anchored: true, statement: widest },
    { ...figures, provisional: true, statement: widest },
  ]
}

/** A client may cut a summary of 140 characters or more, where the sense may turn. */
function checkSummaries(cards: CardsDefinition, problems: Problems): void {
  for (const [id, { summary }] of Object.entries(cards.situations)) {
    const longest = Math.max(...widestValues(cards).map((values) => summary.render(values).length))
    if (longest > SUMMARY_MAX)
      problems.add(
        FILE,
        ['summaries', id],
        `can come to ${String(longest)} characters`,
        `CDS Hooks wants fewer than ${String(SUMMARY_MAX + 1)}: shorten it`,
      )
  }
}

/** Without versions a range would have the width zero. */
function checkRanges({ model }: ServiceParts, cards: CardsDefinition, problems: Problems): void {
  if (model === undefined || model.versions !== undefined) return
  for (const [id, { summary, detail }] of Object.entries(cards.situations))
    for (const name of [...summary.names, ...detail.names].filter((used) =>
      NEEDS_VERSIONS.has(used),
    ))
      problems.add(
        'cards.json',
        ['situations', id],
        `its text uses {{${name}}}, and risk-model.json has no versions`,
        'Take the sentence out of the text in every language',
      )
}

/** Texts that one language has and another lacks. */
function checkParity({ translations }: ServiceParts, problems: Problems): void {
  const languages = Object.entries(translations)
  const groups = ['reasons', 'findings', 'calibration', 'evidence', 'auxiliaries', 'keys'] as const
  for (const group of groups) {
    const ids = new Set(languages.flatMap(([, { texts }]) => Object.keys(texts[group])))
    for (const [language, { texts }] of languages)
      for (const id of [...ids].filter((wanted) => texts[group][wanted] === undefined))
        problems
          .in(`text/${language}`)
          .add(FILE, [group, id], `is missing here, and another language has it`)
  }
}

type Cards = NonNullable<ServiceParts['cards']>

/** The resources that close a gap, and the addenda in their place. */
function checkGapOrders({ predictors }: ServiceParts, cards: Cards, problems: Problems): void {
  for (const [id, addendum] of Object.entries(cards.addenda)) {
    for (const named of [id, addendum].filter((one) => cards.resources[one] === undefined))
      problems.add('cards.json', ['addenda', id], `there is no resource ${named}`)
  }
  const known = predictors?.predictors.map(({ id }) => id)
  for (const [id, closes] of Object.entries(cards.gapOrders)) {
    if (cards.resources[id] === undefined)
      problems.add('cards.json', ['gapOrders', id], 'there is no such resource')
    closes.forEach((predictor, i) => {
      if (known?.includes(predictor) === false)
        problems.add('cards.json', ['gapOrders', id, i], `${predictor} is not in predictors.json`)
    })
  }
}

/** The situations that a card must exist for, and what it may propose. */
function checkSituations(parts: ServiceParts, problems: Problems): void {
  const { model, cards } = parts
  if (cards === undefined) return
  const categories = (model?.categories ?? []).map(({ id }) => `category-${id}`)
  for (const id of [...ALWAYS, ...categories].filter((wanted) => !(wanted in cards.situations)))
    problems.add('cards.json', ['situations', id], 'is missing: what a card says then')
  for (const [id, { suggestions }] of Object.entries(cards.situations)) {
    if (placeholdersOf(id) === undefined)
      problems.add('cards.json', ['situations', id], 'there is no such situation')
    suggestions.forEach((suggestion, i) => {
      if (suggestion !== 'risk-assessment' && cards.resources[suggestion] === undefined)
        problems.add(
          'cards.json',
          ['situations', id, 'suggestions', i],
          `there is no resource ${suggestion}`,
        )
    })
  }
  checkGapOrders(parts, cards, problems)
}

/** That every language has every text that a card may need. */
export function checkTexts(parts: ServiceParts, problems: Problems): void {
  for (const [language, cards] of Object.entries(parts.translations)) {
    const here = problems.in(`text/${language}`)
    checkWords(parts, cards, here)
    checkSummaries(cards, here)
    checkRanges(parts, cards, problems)
  }
  checkSituations(parts, problems)
  checkParity(parts, problems)
}
