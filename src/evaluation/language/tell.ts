import type { Messages } from './messages.ts'
import type { ReportLanguage } from '../drawing/report-language.ts'
import { ABOUT_COHORTS } from './zh-cn-cohorts.ts'
import { ABOUT_EXTRACTS } from './zh-cn-extracts.ts'
import { ABOUT_JUDGEMENTS } from './zh-cn-judgements.ts'

/**
 * Says a text of a report in the language of its reader. Reports are written in English; what has
 * no translation (a name, a code, a text of the site) stays as it is.
 */
export type Tell = (text: string) => string

export const inEnglish: Tell = (text) => text

/** A text of which some parts are values. */
interface Pattern {
  /** What stands before, between and after the values. */
  readonly parts: readonly string[]
  readonly areFigures: readonly boolean[]
  readonly translation: string
}

const VALUE = /\{n?\}/g

/** A count, a per cent or a ratio, with or without its bounds; no letter. */
const FIGURE = /^[\d\s.,:<>≤≥%±×*+()/\u2212-]+$/

const toPattern = ([english, translation]: readonly [string, string]): Pattern => ({
  parts: english.split(VALUE),
  areFigures: [...english.matchAll(VALUE)].map(([value]) => value === '{n}'),
  translation,
})

/** Where a part stands in a text; the last one, only at the end. */
function placesOf(part: string, text: string, from: number, isLast: boolean): readonly number[] {
  const last = text.length - part.length
  const first = isLast ? Math.max(from, last) : from
  const places = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i)
  return places.filter((at) => text.startsWith(part, at))
}

/**
 * The values of a text that a pattern describes. An expression of so many open parts would try
 * every split of a long text; here none is tried twice.
 */
function valuesOf(text: string, { parts, areFigures }: Pattern): readonly string[] | undefined {
  const [first = '', ...rest] = parts
  const failed = rest.map(() => new Set<number>())
  const seek = (i: number, from: number): readonly string[] | undefined => {
    const part = rest[i]
    if (part === undefined) return []
    if (failed[i]?.has(from) === true) return undefined
    const ends = placesOf(part, text, from, i === rest.length - 1)
    const isFigure = areFigures[i] === true
    // A figure ends as late as it can, any other value as early.
    for (const end of isFigure ? ends.toReversed() : ends) {
      if (isFigure && !FIGURE.test(text.slice(from, end))) continue
      const others = seek(i + 1, end + part.length)
      if (others !== undefined) return [text.slice(from, end), ...others]
    }
    failed[i]?.add(from)
    return undefined
  }
  return text.startsWith(first) ? seek(0, first.length) : undefined
}

const wordsOf = (english: string) => english.replaceAll(VALUE, '').length

/** A translation with its values, in their order or by place. */
function filled(translation: string, values: readonly string[]): string {
  let i = 0
  return translation.replaceAll(
    /\{(\d?)\}/g,
    (_, place: string) => values[place === '' ? i++ : Number(place)] ?? '',
  )
}

/** What the lines of warnings begin with. */
const WARNING = '! '

function toTell(messages: Messages): Tell {
  const whole = new Map(Object.entries(messages))
  // The one with the most words of its own first: `{} of {}` is for what nothing else is for.
  const patterns = Object.entries(messages)
    .filter(([english]) => english.search(VALUE) >= 0)
    .toSorted(([a], [b]) => wordsOf(b) - wordsOf(a))
    .map(toPattern)
  const known = (text: string): string => {
    const exact = whole.get(text)
    if (exact !== undefined) return exact
    for (const pattern of patterns) {
      const values = valuesOf(text, pattern)?.map((value) => known(value.trim()))
      if (values !== undefined) return filled(pattern.translation, values)
    }
    return knownList(text, '; ', '；') ?? knownList(text, ', ', '、') ?? text
  }
  /** A list of which every item is known. */
  const knownList = (text: string, mark: string, gap: string) => {
    const items = text.split(mark)
    return items.length > 1 && items.every((item) => known(item) !== item)
      ? items.map(known).join(gap)
      : undefined
  }
  return (text) => {
    const trimmed = text.trim()
    const body = trimmed.startsWith(WARNING) ? trimmed.slice(WARNING.length) : trimmed
    const at = text.indexOf(body)
    return text.slice(0, at) + known(body) + text.slice(at + body.length)
  }
}

const CHINESE = toTell({
  ...ABOUT_EXTRACTS,
  ...ABOUT_COHORTS,
  ...ABOUT_JUDGEMENTS,
})

/** How the texts of reports are told in a language (BCP 47). */
export const tellIn = (language: ReportLanguage): Tell =>
  language === 'zh-CN' ? CHINESE : inEnglish

/** Every line of a text by itself. */
export const tellLines = (text: string, tell: Tell): string => text.split('\n').map(tell).join('\n')
