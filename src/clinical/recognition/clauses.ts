import type { FoldedText } from '../terminology/phrase.ts'

const BETWEEN_CLAUSES = /[,;:()[\]。、|]|\. /

/** The clauses of a name: what stands between commas, brackets, colons and full stops. */
export function clausesOf(text: FoldedText): readonly FoldedText[] {
  return text
    .split(BETWEEN_CLAUSES)
    .map((clause) => clause.trim())
    .filter((clause) => clause !== '') as FoldedText[]
}
