import { isJsonObject, objects } from '../../../base/json.ts'
import { readConcepts } from '../../../clinical/fhir/concept.ts'
import type { FhirResource } from '../../../clinical/fhir/resource.ts'
import { type Phrasing, phrase, PHRASINGS } from './phrasing.ts'
import { codesOf, type Search } from './search.ts'

/** What was seen of a server while it was asked, for who connects it. */
export interface ServerHabit {
  readonly type: string
  /** How searches of the type are put; or that a search by codes brings other codes too. */
  readonly habit: Phrasing | 'ignores-codes'
}

/** One way to put a search. */
interface Way {
  readonly phrasing: Phrasing
  /** Relative; together they find what the search finds. */
  readonly urls: readonly string[]
}

/** The codes of a resource and of its components, as `system|code` and bare. */
function tokensOf({ code, component }: FhirResource): readonly string[] {
  const concepts = [
    ...readConcepts(code),
    ...objects(component).flatMap((part) => readConcepts(part['code'])),
  ]
  return concepts.flatMap(({ codings }) =>
    codings.flatMap(({ system = '', code: value = '' }) => [`${system}|${value}`, value]),
  )
}

function decoded(token: string): string {
  try {
    return decodeURIComponent(token)
  } catch {
    return token
  }
}

/**
 * What is remembered of one server: it holds nothing of a patient. A server that refuses what is
 * optional is asked without it from then on.
 */
export class ServerHabits {
  readonly #phrasings = new Map<string, Phrasing>()
  readonly #ignoring = new Set<string>()
  #searchesComponents = false

  /** The server says that it finds Observations by the codes of their components. */
  learnComponents(): void {
    this.#searchesComponents = true
  }

  /** The ways to put a search, the one to begin with first, each with its relative URLs. */
  waysToPut(search: Search, baseUrl: string): readonly Way[] {
    const { type } = search
    const isByCode = type === 'Observation' && this.#searchesComponents
    const first = this.#phrasings.get(type) ?? (isByCode ? 'components' : 'written')
    const ways = PHRASINGS.slice(PHRASINGS.indexOf(first)).map((phrasing) => ({
      phrasing,
      urls: phrase(search, phrasing, baseUrl),
    }))
    const isOther = ({ urls }: Way, i: number) => urls.join(' ') !== ways[i - 1]?.urls.join(' ')
    return ways.filter(isOther)
  }

  /** A search was taken when it was put so, and refused when it was put otherwise. */
  learn(type: string, phrasing: Phrasing): void {
    this.#phrasings.set(type, phrasing)
  }

  /** Looks whether a search by codes brought what has none of them. */
  notice(search: Search, resources: readonly FhirResource[]): void {
    const codes = codesOf(search)
    if (codes.length === 0) return
    const asked = new Set(codes.map(decoded))
    const isOther = (resource: FhirResource) =>
      resource.resourceType === search.type &&
      isJsonObject(resource['code']) &&
      !tokensOf(resource).some((token) => asked.has(token))
    if (resources.some(isOther)) this.#ignoring.add(search.type)
  }

  /** What differs from how every server should be. */
  get all(): readonly ServerHabit[] {
    const isTold = this.#searchesComponents && !this.#phrasings.has('Observation')
    return [
      ...(isTold ? [{ type: 'Observation', habit: 'components' as const }] : []),
      ...[...this.#phrasings].map(([type, habit]) => ({ type, habit })),
      ...[...this.#ignoring].map((type) => ({ type, habit: 'ignores-codes' as const })),
    ]
  }
}
