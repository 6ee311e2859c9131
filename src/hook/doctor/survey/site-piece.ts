import { emptyLookup } from '../../../base/lookup.ts'
import type { SurveyedCode } from './survey.ts'

/** A piece of a site file: the codes that are clear, by value set. */
export interface SitePiece {
  readonly codes: Readonly<
    Record<
      string,
      readonly { readonly system: string; readonly code: string; readonly display?: string }[]
    >
  >
}

/** The codes whose meaning is clear, as a site file has them; a person accepts each. */
export function toSitePiece(unmapped: readonly SurveyedCode[]): SitePiece {
  const codes = emptyLookup<{ system: string; code: string; display?: string }[]>()
  for (const { system, code, name, mayBe } of unmapped) {
    const [valueSet, ...others] = mayBe
    if (valueSet === undefined || others.length > 0) continue
    const display = name === code || name === '' ? {} : { display: name }
    codes[valueSet] = [...(codes[valueSet] ?? []), { system, code, ...display }]
  }
  return { codes }
}
