/** A code of a coding scheme, by its designator (PS3.3 section 8.8). */
export interface SchemeCode {
  readonly scheme: string
  readonly value: string
  readonly meaning: string | undefined
}

/** A code with the codes that its writer holds to be the same (PS3.3 section 8.9). */
export interface CodedEntry extends SchemeCode {
  readonly equivalents: readonly SchemeCode[]
}

/** The number of a measured value, or why there is none that can be relied on. */
export type MeasuredNumber =
  | { readonly value: number }
  | { readonly why: 'no-value' | 'no-decimal' | 'not-finite' | 'forms-contradict' }

export interface MeasuredValue {
  readonly number: MeasuredNumber
  readonly unit: CodedEntry | undefined
}

/** A node of the content tree (PS3.3 section C.17.3), of the value types that are read. */
export interface ContentItem {
  /** `1.3.2`: the second child of the third child of the root (0040,DB73). */
  readonly position: string
  readonly relationship: string | undefined
  readonly valueType: string | undefined
  readonly concept: CodedEntry | undefined
  readonly text: string | undefined
  readonly uid: string | undefined
  /** Of PNAME items. */
  readonly person: string | undefined
  /** Of DATE and DATETIME items. */
  readonly date: string | undefined
  readonly code: CodedEntry | undefined
  readonly measured: MeasuredValue | undefined
  /** Numeric Value Qualifier: that the value is none, or not to be relied on. */
  readonly isQualified: boolean
  /** Observation DateTime, its own or that of what it is in. */
  readonly observed: string | undefined
  /** Observation UID. */
  readonly observation: string | undefined
  /** SOP Instance UIDs. */
  readonly images: readonly string[]
  /** The position of the item that stands here, of a relationship by reference. */
  readonly target: string | undefined
  readonly children: readonly ContentItem[]
}

export function withDescendants(item: ContentItem): readonly ContentItem[] {
  return [item, ...item.children.flatMap(withDescendants)]
}
