import type { Instant } from '../../../base/time.ts'
import { objects } from '../../../base/json.ts'
import { readTime, type TimeSpan } from '../../../clinical/fhir/date-time.ts'
import type { FhirResource } from '../../../clinical/fhir/resource.ts'

/** So many matches in order, and not all of one time, are no chance. */
const ENOUGH = 10

const isSearchUrl = (url: string) => /[?&](?:patient|subject|code|combo-code)=/.test(url)

/** Whether a page says that the search was run without the `_sort` that was asked for. */
const saysUnsorted = (page: FhirResource) =>
  objects(page['link']).some(
    ({ relation, url }) =>
      relation === 'self' && typeof url === 'string' && isSearchUrl(url) && !url.includes('_sort='),
  )

/**
 * The times of what was read of a search that asks for the newest first. A server need not sort, so
 * it is believed only when it is seen to: then what lies behind the pages that were read is older
 * than they are. Without `_sort` in the question nothing is believed.
 */
export class History {
  readonly #since: Instant | undefined
  #isInOrder: boolean
  #last: TimeSpan | undefined
  #dated = 0
  #hasFallen = false
  #isPageOlder = false

  /**
   * @param since - What was observed before is of no use; nothing where everything is.
   * @param url - Of the first page.
   */
  constructor(since: Instant | undefined, url: string) {
    this.#since = since
    this.#isInOrder = since !== undefined && /[?&]_sort=-date(?:[,&]|$)/.test(url)
  }

  add(page: FhirResource, resources: readonly FhirResource[]): void {
    if (!this.#isInOrder) return
    if (this.#dated === 0 && saysUnsorted(page)) this.#isInOrder = false
    const times = resources.map((resource) => readTime(resource, 'effective'))
    this.#isPageOlder = times.length > 0
    for (const time of times) {
      if (time === undefined) {
        this.#isPageOlder = false
        continue
      }
      this.#follow(time)
      if (!this.#isOlder(time)) this.#isPageOlder = false
    }
  }

  /** Whether the last page is wholly older than anything of use: what follows is older still. */
  get isBehind(): boolean {
    return this.#isSorted && this.#isPageOlder
  }

  /** Whether what was not read lies before anything of use. */
  get isPast(): boolean {
    return this.#isSorted && this.#last !== undefined && this.#isOlder(this.#last)
  }

  get #isSorted(): boolean {
    return this.#isInOrder && this.#hasFallen && this.#dated >= ENOUGH
  }

  #isOlder({ latest }: TimeSpan): boolean {
    return this.#since !== undefined && latest < this.#since
  }

  #follow(time: TimeSpan): void {
    const last = this.#last
    if (last !== undefined && time.earliest > last.latest) this.#isInOrder = false
    if (last !== undefined && time.latest < last.earliest) this.#hasFallen = true
    this.#last = time
    this.#dated += 1
  }
}
