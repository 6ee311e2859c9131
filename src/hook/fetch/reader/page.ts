import type { FetchFailure } from '../../../clinical/assessment/slots.ts'
import { type FhirResource, readBundle } from '../../../clinical/fhir/resource.ts'
import { isJsonObject } from '../../../base/json.ts'
import { failureOfOutcome } from './fhir-answer.ts'

/** One page of a search. */
export interface Page {
  readonly resources: readonly FhirResource[]
  readonly next: string | undefined
  /** The failure that the server reports in the page: what is there is not everything. */
  readonly failure: FetchFailure | undefined
  /** All matches of the search on all its pages, as the server counts them; 0 when it does not. */
  readonly total: number
}

/** Reads a Bundle of STU3, R4 or R5. */
export function readPage(bundle: FhirResource): Page {
  const { resources, outcomes, next } = readBundle(bundle)
  const { issues, total } = bundle
  // R5 has a place of its own for what the server says about a search.
  const remarks = isJsonObject(issues) ? [...outcomes, issues] : outcomes
  return {
    resources,
    next,
    failure: remarks.map(failureOfOutcome).find((failure) => failure !== undefined),
    total: typeof total === 'number' ? total : 0,
  }
}
