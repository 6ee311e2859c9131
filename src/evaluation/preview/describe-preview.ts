import { fill } from '../../base/fill.ts'
import { toLookup } from '../../base/lookup.ts'
import { textSection, textTable } from '../../base/terminal/text-table.ts'
import { element, type Html, list, page, section, table } from '../drawing/html.ts'
import { describeUndecided } from '../monitoring/describe-undecided.ts'
import { MONITORING_WORDS } from '../monitoring/monitoring-words.ts'
import type { ServiceNames } from '../monitoring/service-names.ts'
import { countText } from '../monitoring/small-cells.ts'
import type { ReportLanguage } from '../drawing/report-language.ts'
import type { Proportion } from '../statistics/proportion.ts'
import type { Chosen, GoLive } from './go-live.ts'
import { PREVIEW_WORDS, type PreviewWords } from './preview-words.ts'
import type { PreviewReport } from './threshold-preview.ts'

/** Everything that a preview says of one service. */
export interface ServicePreview extends PreviewReport {
  readonly service: string
  readonly goLive: GoLive
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
function choiceText(chosen: Chosen, words: PreviewWords, { category }: ServiceNames): string {
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

function choicesPart({ goLive }: ServicePreview, words: PreviewWords, names: ServiceNames): Part {
  const { choices, refused } = goLive
  const situations = [...new Set(choices.flatMap((row) => Object.keys(row.bySituation)))]
  return {
    title: words.choices,
    head: [...words.choicesHead, ...situations.map((situation) => names.situation(situation))],
    rows: choices.map((row) => [
      choiceText(row, words, names),
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

function thresholdsPart(preview: ServicePreview, words: PreviewWords, names: ServiceNames): Part {
  const share = toShare(words)
  const { orders, estimated, outcomesKnown, undecided, ofOtherDefinitions, thresholds } = preview
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
      ...describeUndecided(
        { undecided, ofOtherDefinitions },
        { words: MONITORING_WORDS[names.language], names },
      ),
      words.thresholdsNote,
    ],
  }
}

/** The answer in one line: how many orders, and what they came to. */
function headline(preview: ServicePreview, words: PreviewWords, names: ServiceNames): string {
  const { goLive } = preview
  const service = `${names.service} (${preview.service})`
  if (goLive.orders === 0) return fill(words.nothing, { service })
  const parts = Object.entries(goLive.bySituation).map(([situation, n]) =>
    fill(words.part, { n: countText(n), situation: names.situation(situation) }),
  )
  const orders = countText(goLive.orders)
  return fill(words.head, { service, orders, list: parts.join(words.separator) })
}

const partsOf = (preview: ServicePreview, words: PreviewWords, names: ServiceNames) =>
  preview.goLive.orders === 0
    ? []
    : [choicesPart(preview, words, names), thresholdsPart(preview, words, names)]

/** A preview as a terminal shows it. */
export function describePreview(preview: ServicePreview, names: ServiceNames): string {
  const words = wordsOf(names.language)
  return [
    `${headline(preview, words, names)}\n`,
    ...partsOf(preview, words, names).map(({ title, head, rows, notes }) =>
      textSection(title, [textTable(head, rows), ...notes].join('\n')),
    ),
  ].join('\n')
}

function previewSection(preview: ServicePreview, names: ServiceNames): Html {
  const words = wordsOf(names.language)
  const parts = partsOf(preview, words, names)
  return section(
    headline(preview, words, names),
    ...parts.flatMap(({ title, head, rows, notes }) => [table(title, head, rows), list(notes)]),
  )
}

/**
 * The same as a page that needs nothing beside it.
 *
 * @param namesOf - How a service is spoken of, in the language of the page.
 * @param made - First and last day of the orders, and the day of the page, `YYYY-MM-DD`.
 */
export function previewHtml(
  previews: readonly ServicePreview[],
  namesOf: (service: string) => ServiceNames,
  language: ReportLanguage,
  made: Readonly<Record<'from' | 'to' | 'day', string>>,
): string {
  const words = wordsOf(language)
  const parts = previews.map((preview) => previewSection(preview, namesOf(preview.service)))
  return page(words.title, [element('p', fill(words.madeOn, made)), ...parts], language)
}
