import { badRequest, OperationOutcomeError } from '@medplum/core'
import { FhirRouter } from '@medplum/fhir-router'
import type { HttpMethod } from '@medplum/fhir-router'
import { byEachName } from '../base/loopback.ts'
import { findParameter, isKnownType } from './definitions.ts'
import { notFound, notSupported } from './outcomes.ts'
import { checkQuery, type QueryPair } from './search-query.ts'

interface GateOptions {
  readonly baseUrl: string
  readonly lenient: boolean
}

/**
 * Medplum's router for R4 resource types and checked queries alone. Single requests and the entries
 * of a batch are both looked up by `find`, so that both are checked here.
 */
export class GatedRouter extends FhirRouter {
  private readonly gate: GateOptions

  constructor(gate: GateOptions) {
    super()
    this.gate = gate
  }

  override find(method: HttpMethod, url: string): ReturnType<FhirRouter['find']> {
    return super.find(method, checkedUrl(method, url, this.gate))
  }
}

function checkedUrl(method: HttpMethod, url: string, gate: GateOptions): string {
  const [path = '', query] = relative(url, gate.baseUrl).split(/\?(.*)/s, 2)
  const [type, second, third] = path.split('/').filter(Boolean)
  if (type === undefined) return path
  if (!isKnownType(type)) throw new OperationOutcomeError(notFound('resource type'))
  if (second === '_search') throw new OperationOutcomeError(notSupported('_search in a batch'))
  if (second?.startsWith('$') === true || third?.startsWith('$') === true) {
    throw new OperationOutcomeError(notSupported('operation'))
  }
  return query === undefined ? path : `${path}${checkedQuery(method, type, query, gate)}`
}

function relative(url: string, baseUrl: string): string {
  const base = byEachName(baseUrl).find((name) => url.startsWith(`${name}/`))
  return base === undefined ? url : url.slice(base.length)
}

/** Criteria for a write are never read leniently: they would select too many resources. */
function checkedQuery(method: HttpMethod, type: string, query: string, gate: GateOptions): string {
  const { pairs, problems } = checkQuery([...new URLSearchParams(query)], {
    find: (code) => findParameter(type, code),
    lenient: gate.lenient && method === 'GET',
    baseUrl: gate.baseUrl,
  })
  if (problems.length > 0) throw new OperationOutcomeError(badRequest(problems.join('; ')))
  if (pairs.length === 0 && method !== 'GET') {
    throw new OperationOutcomeError(badRequest('the criteria select nothing in particular'))
  }
  return pairs.length === 0 ? '' : `?${toQuery(pairs)}`
}

function toQuery(pairs: readonly QueryPair[]): string {
  const query = new URLSearchParams()
  for (const [name, value] of pairs) query.append(name, value)
  return query.toString()
}
