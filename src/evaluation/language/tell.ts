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

interface Pattern {
  readonly matches: RegExp
  readonly translation: string
}

const VALUE = /\{n?\}/g

const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)

/** A count, a per cent or a ratio, with or without its bounds; no letter. */
const FIGURE = String.raw`[\d\s.,:<>≤≥%±×*+()/\u2212-]+`

function toPattern([english, translation]: readonly [string, string]): Pattern {
  const values = [...english.matchAll(VALUE)].map(([value]) => (value === '{n}' ? FIGURE : '.*?'))
  const [first = '', ...rest] = english.split(VALUE).map(literal)
  const source = rest.reduce((all, part, i) => `${all}(${values[i] ?? ''})${part}`, first)
  return { matches: new RegExp(`^${source}$`, 's'), translation }
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
    for (const { matches, translation } of patterns) {
      const values = matches.exec(text)?.slice(1)
      if (values !== undefined)
        return filled(
          translation,
          values.map((value) => known(value.trim())),
        )
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
