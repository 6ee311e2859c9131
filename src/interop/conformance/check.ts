import { isJsonObject, type JsonObject, objects } from '../../base/json.ts'
import type { HttpResponse } from '../client/exchange.ts'
import type { Probe, ServiceProbe } from './probe.ts'

type Level = 'SHALL' | 'SHOULD'

export type Finding =
  | { readonly outcome: 'pass' }
  | { readonly outcome: 'fail'; readonly why: string }
  | { readonly outcome: 'skip'; readonly why: string }

/** A demand of the specification, and how to find out from outside whether a service meets it. */
export interface Check {
  /** The clause of the conformance list (docs/conformance.md). */
  readonly clause: string
  readonly level: Level
  readonly title: string
  readonly run: (probe: Probe) => Promise<Finding>
}

export type ServiceCheck = Omit<Check, 'run'> & {
  readonly run: (probe: ServiceProbe) => Promise<Finding>
}

export type Result = Pick<Check, 'clause' | 'level' | 'title'> & Finding

export const pass: Finding = { outcome: 'pass' }

export const fail = (why: string): Finding => ({ outcome: 'fail', why })

/** Fails by the status of a response. */
export const failWithStatus = ({ status }: Pick<HttpResponse, 'status'>): Finding =>
  fail(`the status is ${String(status)}`)

export const skip = (why: string): Finding => ({ outcome: 'skip', why })

/** Passes without complaints, fails with each of them once. */
export function noneOf(complaints: readonly string[]): Finding {
  return complaints.length === 0 ? pass : fail([...new Set(complaints)].join('; '))
}

/**
 * Applies a complaint to each item of a list; a list without items is skipped.
 *
 * @param complain - What is wrong with an item, or nothing.
 */
export function checkEach<Item>(
  items: readonly Item[],
  nothingToCheck: string,
  complain: (item: Item, index: number) => string | undefined,
): Finding {
  if (items.length === 0) return skip(nothingToCheck)
  return noneOf(items.map(complain).filter((complaint) => complaint !== undefined))
}

export const cardsOf = ({ json }: Pick<HttpResponse, 'json'>): readonly JsonObject[] =>
  isJsonObject(json) ? objects(json['cards']) : []

export const isRefusal = ({ status }: Pick<HttpResponse, 'status'>) => status >= 400 && status < 500
