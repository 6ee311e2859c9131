import { isMissing, textOf } from '../../base/formats/table/cells.ts'
import type { Wanted } from '../../base/formats/table/find-columns.ts'
import type { Horizon } from '../outcomes/outcome-in-time.ts'
import type { Interval } from '../statistics/estimate.ts'

/** The column of the outcome: 1 with it, 0 without. */
export const OUTCOME = 'outcome'

/** What a word of a finding means to the model. */
export type WordMeaning =
  | { readonly kind: 'value'; readonly value: number }
  /** Of a patient whom the model is not made for. */
  | { readonly kind: 'excludes' }
  /** The model has no such value. */
  | { readonly kind: 'unusable' }

/** What a column of numbers may hold. */
export interface Variable {
  readonly name: string
  /** What a table may call it beside its name. */
  readonly labels?: readonly string[] | undefined
  /** The canonical unit, to be told to people; nothing for a yes and no. */
  readonly unit?: string
  /** Values outside count as missing; without it every number is accepted. */
  readonly acceptance?: Interval
  /** Whether it is a yes (1) and no (0). */
  readonly isBinary: boolean
  /** What a word of the finding means; nothing of a word that is none of it. */
  readonly meaningOf?: ((word: string) => WordMeaning | undefined) | undefined
}

export interface DataDictionary {
  readonly variables: readonly Variable[]
  readonly hasOutcome: boolean
  /** Within which time the outcome counts, where the definition says so. */
  readonly horizon?: Horizon | undefined
  /** Columns of texts by which patients are told into subgroups. */
  readonly subgroups: readonly string[]
  /** Further ones, where the table happens to have them. */
  readonly optional?: readonly Wanted[] | undefined
}

/** What every validation looks at apart where it can (TRIPOD+AI item 23b: fairness). */
export const AGE_AND_SEX: readonly Wanted[] = [
  { name: 'age', labels: ['年龄', 'ageYears'] },
  { name: 'sex', labels: ['gender', '性别'] },
]

/** All columns of numbers, the outcome's among them. */
export const numbersOf = ({ variables, hasOutcome }: DataDictionary): readonly Variable[] =>
  hasOutcome
    ? [
        ...variables,
        { name: OUTCOME, isBinary: true, labels: ['结局', '结果', 'TACE抵抗', '抵抗'] },
      ]
    : variables

/** The label of patients whose subgroup is not known. */
export const MISSING_LABEL = '(missing)'

/** A cell as a label of a subgroup; what is missing is a subgroup of its own. */
export function toLabel(cell: unknown): string {
  const text = textOf(cell)
  return text === undefined || isMissing(text) ? MISSING_LABEL : text
}
