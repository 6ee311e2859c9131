import { fill } from '../../base/fill.ts'
import { toLookup } from '../../base/lookup.ts'
import { textSection, textTable } from '../../base/terminal/text-table.ts'
import { situationLabel } from '../../hook/situation-labels.ts'
import { element, type Html, list, page, section, table } from '../drawing/html.ts'
import { countText } from '../monitoring/small-cells.ts'
import type { ReportLanguage } from '../drawing/report-language.ts'
import { undecidedText } from '../outcomes/undecided-words.ts'
import type { Proportion } from '../statistics/proportion.ts'
import type { Chosen, GoLive } from './go-live.ts'
import { PREVIEW_WORDS, type PreviewWords } from './preview-words.ts'
import type { PreviewReport } from './threshold-preview.ts'

/** Everything that a preview says of one service. */
export interface ServicePreview extends PreviewReport {
  readonly service: string
  readonly goLive: GoLive
}

/** How it is said. */
export interface Speaking {
  readonly language: ReportLanguage
  /** What the service is called. */
  readonly name: string
  /** What a category of the service's model is called. */
  readonly category: (id: string) => string
}

/** A preview as paragraphs and tables, wherever it is shown. */
interface Part {
  readonly title: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
  readonly notes: readonly string[]
}

function wordsOf(language: string): PreviewWords {
  const words = PREVIEW_WORDS[language]
  if (words === undefined) throw new TypeError(`a preview does not speak ${language}`)
  return words
}

const percentOf = (share: number) => (100 * share).toFixed(1)

const toShare =
  ({ to }: PreviewWords) =>
  (share: Proportion | undefined): string => {
    if (share === undefined) return '-'
    const [low, high] = share.ci95.map(percentOf)
    return fill(to, { value: percentOf(share.value), low: low ?? '', high: high ?? '' })
  }

/** What a row is of, in words. */
function choiceText(chosen: Chosen, words: PreviewWords, { category }: Speaking): string {
  const { settings = {}, hook, withBoard, calibration } = chosen
  if (calibration !== undefined) return words.calibration[calibration]
  const texts = toLookup<string>(words.choice)
  const said = [
    ...(withBoard === true ? [words.choice.withBoard] : []),
    ...(hook === undefined ? [] : [fill(words.choice.hook, { hook })]),
    ...Object.entries(settings).map(([name, value]) => {
      const written = JSON.stringify({ [name]: value }).slice(1, -1)
      return fill(texts[name] ?? written, { written, category: category(String(value)) })
    }),
  ]
  return said.length === 0 ? words.choice.defaults : said.join(words.separator)
}

function choicesPart({ goLive }: ServicePreview, words: PreviewWords, speaking: Speaking): Part {
  const { choices, refused } = goLive
  const { language, category } = speaking
  const situations = [...new Set(choices.flatMap((row) => Object.keys(row.bySituation)))]
  return {
    title: words.choices,
    head: [
      ...words.choicesHead,
      ...situations.map((situation) => situationLabel(situation, language, category)),
    ],
    rows: choices.map((row) => [
      choiceText(row, words, speaking),
      ...[row.withCard, row.silent, row.cards].map(countText),
      ...situations.map((situation) => countText(row.bySituation[situation] ?? 0)),
    ]),
    notes: [
      words.choicesNote,
      ...refused.map(({ calibration, refusal: { complete, patients, least, leastShare } }) =>
        fill(words.refused, {
          calibration: words.calibration[calibration],
          complete: countText(complete),
          patients: countText(patients),
          least,
          share: 100 * leastShare,
        }),
      ),
    ],
  }
}

function thresholdsPart(
  preview: ServicePreview,
  words: PreviewWords,
  language: ReportLanguage,
): Part {
  const share = toShare(words)
  const { orders, estimated, outcomesKnown, undecided, ofOtherDefinitions, thresholds } = preview
  const reasons = Object.entries(undecided).map(
    ([why, n]) => `${undecidedText(why, language)} ${countText(n)}`,
  )
  return {
    title: words.thresholds,
    head: words.thresholdsHead,
    rows: thresholds.map((row) => [
      String(row.threshold),
      countText(row.orders),
      share(row.share),
      countText(row.known),
      countText(row.events),
      share(row.yield),
      share(row.sensitivity),
      share(row.specificity),
    ]),
    notes: [
      fill(words.estimated, {
        orders: countText(orders),
        estimated: countText(estimated),
        known: countText(outcomesKnown),
      }),
      ...(reasons.length === 0
        ? []
        : [fill(words.undecided, { list: reasons.join(words.separator) })]),
      ...(ofOtherDefinitions === 0
        ? []
        : [fill(words.otherDefinitions, { n: countText(ofOtherDefinitions) })]),
      words.thresholdsNote,
    ],
  }
}

/** The answer in one line: how many orders, and what they came to. */
function headline(preview: ServicePreview, words: PreviewWords, speaking: Speaking): string {
  const { goLive } = preview
  const service = `${speaking.name} (${preview.service})`
  if (goLive.orders === 0) return fill(words.nothing, { service })
  const { language, category } = speaking
  const parts = Object.entries(goLive.bySituation).map(([situation, n]) =>
    fill(words.part, { n: countText(n), situation: situationLabel(situation, language, category) }),
  )
  const orders = countText(goLive.orders)
  return fill(words.head, { service, orders, list: parts.join(words.separator) })
}

const partsOf = (preview: ServicePreview, words: PreviewWords, speaking: Speaking) =>
  preview.goLive.orders === 0
    ? []
    : [choicesPart(preview, words, speaking), thresholdsPart(preview, words, speaking.language)]

/** A preview as a terminal shows it. */
export function describePreview(preview: ServicePreview, speaking: Speaking): string {
  const words = wordsOf(speaking.language)
  return [
    `${headline(preview, words, speaking)}\n`,
    ...partsOf(preview, words, speaking).map(({ title, head, rows, notes }) =>
      textSection(title, [textTable(head, rows), ...notes].join('\n')),
    ),
  ].join('\n')
}

function previewSection(preview: ServicePreview, speaking: Speaking): Html {
  const words = wordsOf(speaking.language)
  const parts = partsOf(preview, words, speaking)
  return section(
    headline(preview, words, speaking),
    ...parts.flatMap(({ title, head, rows, notes }) => [table(title, head, rows), list(notes)]),
  )
}

/**
 * The same as a page that needs nothing beside it.
 *
 * @param speaking - How each service is spoken of.
 * @param made - First and last day of the orders, and the day of the page, `YYYY-MM-DD`.
 */
export function previewHtml(
  previews: readonly ServicePreview[],
  speaking: (service: string) => Speaking,
  language: ReportLanguage,
  made: Readonly<Record<'from' | 'to' | 'day', string>>,
): string {
  const words = wordsOf(language)
  const parts = previews.map((preview) => previewSection(preview, speaking(preview.service)))
  return page(words.title, [element('p', fill(words.madeOn, made)), ...parts], language)
}
