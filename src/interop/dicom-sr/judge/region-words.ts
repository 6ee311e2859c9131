import { onceOf } from '../../../base/once-of.ts'
import type { SrMap } from '../sr-map.ts'

type Words = SrMap['words']

const HAN = /^\p{Script=Han}/u

/** The stems where a word begins; anywhere those after `*`, and those of a script without spaces. */
const patternOf = onceOf((stems: readonly string[]) => {
  const isFree = (stem: string) => stem.startsWith('*') || HAN.test(stem)
  const free = stems.filter(isFree).map((stem) => stem.replace('*', ''))
  const first = stems.filter((stem) => !isFree(stem)).join('|')
  return new RegExp([`(?<!\\p{L})(?:${first})`, ...free].join('|'), 'u')
})

/** Lower case, without accents; `ROI_1` and `liverRef` are two words. */
const plain = (text: string) =>
  text
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .normalize('NFKC')

/** Whether a text speaks of what is not the tumour: a cyst, normal tissue, another organ. */
export const speaksOfOther = (text: string, { other }: Words) => patternOf(other).test(plain(text))

export const speaksOfLesion = (text: string, { lesion }: Words) =>
  patternOf(lesion).test(plain(text))

/** Whether a text denies something. */
export const denies = (text: string, { denial }: Words) => patternOf(denial).test(plain(text))

/** Whether the value of a concept of this name says what a region is. */
export const asksWhatItIs = (text: string, { identity }: Words) =>
  patternOf(identity).test(plain(text))

const NUMERAL = /^(\p{L}|[ivx]+)$/u

/** Whether nothing in the name of a region speaks against its being a lesion. */
export function mayNameLesion(name: string, words: Words): boolean {
  if (speaksOfOther(name, words)) return false
  if (speaksOfLesion(name, words)) return true
  const parts = plain(name).match(/\p{L}+/gu) ?? []
  return parts.every((part) => NUMERAL.test(part) || words.neutral.includes(part))
}
