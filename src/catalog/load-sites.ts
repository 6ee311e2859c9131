import { z } from 'zod'
import type { SiteRule } from '../clinical/readings/site-rule.ts'
import {
  foldText,
  joinPhraseLists,
  toPhraseList,
  toPhrasePairs,
} from '../clinical/terminology/phrase.ts'
import { toValueSet, type ValueSet } from '../clinical/terminology/value-set.ts'
import { about } from './about.ts'
import { checkValueSets } from './check-value-sets.ts'
import { findValueSet } from './find-value-set.ts'
import type { Folder } from './folder.ts'
import type { ValueSets } from './terminology-folder.ts'

const FILE = 'sites.json'

const text = z.string().min(1)
const phrases = z.array(text).min(1)

const ruleSchema = z.strictObject({
  id: text,
  reason: text,
  admittedCodes: text,
  alsoAdmitted: z.array(text),
  alsoOther: z.array(text),
})

/** Where imaging inputs may be measured, and how places are written. */
export const sitesSchema = z.strictObject({
  ...about,
  diseaseCodes: text,
  backgroundCodes: text,
  regionCodes: text,
  labelCodes: text,
  admittedPhrases: phrases,
  tumourPhrases: phrases,
  otherPhrases: phrases,
  backgroundPhrases: phrases,
  regionPhrases: phrases,
  comparedPhrases: phrases,
  /** What another organ's name may stand in without being meant. */
  ignoredPhrases: phrases,
  /** Before or after the name of an organ that the place only lies beside. */
  besideBefore: phrases,
  besideAfter: phrases,
  labelPhrases: phrases,
  fillerPhrases: phrases,
  parts: z
    .array(
      z.strictObject({
        id: text,
        codes: text.optional(),
        phrases: z.array(text),
        parts: z.array(text).min(1),
      }),
    )
    .min(1),
  numbered: z.strictObject({
    source: text,
    leads: phrases,
    tails: phrases,
    separators: phrases,
    numerals: z.array(z.strictObject({ written: phrases, parts: z.array(text).min(1) })).min(1),
  }),
  rules: z.array(ruleSchema).min(1),
})

type SitesFile = z.output<typeof sitesSchema>

/** Rules of place by id. */
export type SiteRules = ReadonlyMap<string, SiteRule>

const escapeRegExp = (word: string) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** Longer words first: `viii` before `vii`. */
const anyOf = (words: readonly string[]) =>
  words
    .map((word) => escapeRegExp(foldText(word)))
    .toSorted((a, b) => b.length - a.length)
    .join('|')

function toNumbered({ leads, tails, separators, numerals }: SitesFile['numbered']) {
  const written = numerals.flatMap((numeral) => numeral.written)
  // No number of a size: `segment 8, 1.2 cm`.
  const numeral = `(?:${anyOf(written)})(?!\\.?[a-z0-9]| ?[cm]m(?![a-z]))`
  const then = `(?: ?(?:${anyOf(separators)}) ?| )(?:(?:${anyOf(leads)}) ?)?`
  const list = `${numeral}(?:${then}${numeral})*`
  const start = '(?<![a-z0-9])'
  return {
    listPattern: `${start}(?:(?:${anyOf(leads)}) ?${list}|${list} ?(?:${anyOf(tails)}))`,
    numeralPattern: `${start}(?:(?:${anyOf(leads)}) ?)?(${numeral})`,
    numerals: new Map(
      numerals.flatMap((entry) =>
        entry.written.map((word) => [foldText(word) as string, entry.parts] as const),
      ),
    ),
  }
}

/** What may stand between `adjacent to` and the organ. */
const ARTICLES = {
  latin: ['', ' the', ' the left', ' the right', ' left', ' right', ' both'],
  han: ['', '左', '右', '双'],
} as const

/** Names of organs that a place only lies beside: `adjacent to the spleen`, `脾旁`. */
function toBeside({ besideBefore, besideAfter }: SitesFile, organs: readonly string[]) {
  const before = besideBefore.flatMap((phrase) => {
    const articles = /[a-z]/i.test(phrase) ? ARTICLES.latin : ARTICLES.han
    return articles.map((article) => `${phrase}${article}`)
  })
  return [toPhrasePairs(before, organs), toPhrasePairs(organs, besideAfter)]
}

/** What all rules of a file have in common, made once. */
function toCommon(file: SitesFile, find: (id: string) => ValueSet) {
  return {
    diseaseCodes: find(file.diseaseCodes),
    tumourPhrases: toPhraseList(file.tumourPhrases),
    backgroundCodes: find(file.backgroundCodes),
    backgroundPhrases: toPhraseList(file.backgroundPhrases),
    regionCodes: find(file.regionCodes),
    regionPhrases: toPhraseList(file.regionPhrases),
    comparedPhrases: toPhraseList(file.comparedPhrases),
    labelCodes: find(file.labelCodes),
    labelPhrases: toPhraseList(file.labelPhrases),
    fillerPhrases: toPhraseList(file.fillerPhrases),
    parts: file.parts.map(({ id, codes, phrases: names, parts }) => ({
      id,
      codes: codes === undefined ? toValueSet(id, id, []) : find(codes),
      phrases: toPhraseList(names),
      parts,
    })),
    numbered: toNumbered(file.numbered),
  }
}

/** The rules of place in `terminology/sites.json`. */
export function loadSiteRules(terminology: Folder, valueSets: ValueSets): SiteRules {
  const file = terminology.readJson(FILE, sitesSchema)
  if (file === undefined) return new Map()
  checkValueSets(valueSets, FILE, file, terminology.problems)
  const find = (id: string) => findValueSet(valueSets, id)
  const common = toCommon(file, find)
  return new Map(
    file.rules.map(({ id, admittedCodes, alsoAdmitted, alsoOther }): [string, SiteRule] => {
      const otherPhrases = [...file.otherPhrases, ...alsoOther]
      const rule = {
        id,
        admittedCodes: find(admittedCodes),
        admittedPhrases: toPhraseList([...file.admittedPhrases, ...alsoAdmitted]),
        otherPhrases: toPhraseList(otherPhrases),
        ignoredPhrases: joinPhraseLists([
          toPhraseList(file.ignoredPhrases),
          ...toBeside(file, otherPhrases),
        ]),
      }
      return [id, { ...common, ...rule }]
    }),
  )
}
