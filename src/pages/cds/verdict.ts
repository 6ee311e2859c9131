import { CARD_CLAUSES } from '../../hook/protocol/card-clauses.ts'
import { emptyElements, repeatedUuids, violations } from '../../hook/protocol/invariants.ts'
import { toLookup } from '../../base/lookup.ts'

/** A rule of the specification that a response breaks. */
export interface Fault {
  /** The rule by its own id (`cds-resp-3`), or the element that it is about (`card.summary`). */
  readonly rule: string
  /** What the specification asks for; nothing where the rule's id says all. */
  readonly asked?: string | undefined
}

const ASKED = toLookup<string>({
  ...Object.fromEntries(CARD_CLAUSES.flatMap(([, title, ids]) => ids.map((id) => [id, title]))),
  'response.cards': 'a response is an object with an array of cards, which are objects',
  'response.systemActions': 'systemActions are an array with elements, or left out',
  'cds-resp-2': 'a delete names its resource by resourceId alone',
})

/**
 * What of a service's response breaks the specification, each rule once: by the rules of the
 * conformance runner, as 3.0 has them.
 */
export function faultsOf(response: unknown): readonly Fault[] {
  const broken = [...new Set(violations(response, '3.0'))]
  return [
    ...broken.map((rule) => ({ rule, asked: ASKED[rule] })),
    ...repeatedUuids(response).map((uuid) => ({
      rule: 'uuid',
      asked: `each card and each suggestion has a uuid of its own: ${uuid}`,
    })),
    ...emptyElements(response).map((path) => ({
      rule: path === '' ? 'response' : path,
      asked: 'nothing is null or empty: it is left out instead',
    })),
  ]
}
