/** What a card is to a test. */
export interface ReceivedCard {
  readonly uuid: string
  readonly summary: string
  readonly detail: string
  readonly indicator: string
  readonly source: { readonly label: string; readonly url: string }
  readonly suggestions?: readonly {
    readonly label: string
    readonly uuid: string
    readonly actions: readonly {
      readonly type: string
      readonly resource: Record<string, unknown>
    }[]
  }[]
  readonly selectionBehavior?: string
  /** Only with advice. */
  readonly overrideReasons?: readonly { readonly code: string; readonly display: string }[]
  readonly extension: Readonly<Record<string, string>>
}

/** The cards of an answer. */
export const cardsOf = (response: { readonly body: unknown }): readonly ReceivedCard[] =>
  (response.body as { readonly cards: readonly ReceivedCard[] }).cards

/** The paths that an OperationOutcome names. */
export const expressionsOf = (response: { readonly body: unknown }): readonly string[] =>
  (
    response.body as { readonly issue: readonly { readonly expression?: readonly string[] }[] }
  ).issue.flatMap(({ expression }) => expression ?? [])
