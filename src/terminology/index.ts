export {
  compactText,
  foldText,
  joinPhraseLists,
  phraseListOf,
  toPhraseList,
  toPhrasePairs,
} from './phrase.ts'
export type { FoldedText, PhraseList } from './phrase.ts'
export { hasMember, toValueSet } from './value-set.ts'
export type { CodeAsSent, Coding, ValueSet } from './value-set.ts'
