import { byEachName } from '../base/loopback.ts'
import type { KnownParameter, SearchableKind } from './definitions.ts'

/** A decoded `name=value` of a query string. */
export type QueryPair = readonly [name: string, value: string]

interface QueryRules {
  readonly find: (code: string) => KnownParameter | undefined
  /** Leave out what is not known instead of refusing it (FHIR `Prefer: handling=lenient`). */
  readonly lenient: boolean
  readonly baseUrl: string
}

/** The part of a query that the repository can evaluate, and what is wrong with the rest. */
interface CheckedQuery {
  readonly pairs: readonly QueryPair[]
  readonly problems: readonly string[]
}

const COUNTS = ['_count', '_offset']
const CONTROLS = [
  '_total',
  '_summary',
  '_include',
  '_revinclude',
  '_elements',
  '_format',
  '_pretty',
]

/** MemoryRepository ignores other modifiers, which FHIR forbids a server to do. */
const MODIFIERS: Readonly<Record<SearchableKind, readonly string[]>> = {
  token: ['missing', 'not'],
  string: ['missing', 'contains'],
  reference: ['missing'],
  date: ['missing'],
  uri: ['missing'],
}

const IGNORED: CheckedQuery = { pairs: [], problems: [] }

/**
 * Turns a query into one that MemoryRepository answers rightly: without the parameters it does not
 * know (it would find nothing by them), and with references in the one form it compares.
 *
 * @see https://hl7.org/fhir/R4/search.html#errors
 */
export function checkQuery(pairs: readonly QueryPair[], rules: QueryRules): CheckedQuery {
  const checked = pairs.map((pair) => checkPair(pair, rules))
  return {
    pairs: checked.flatMap((each) => each.pairs),
    problems: checked.flatMap((each) => each.problems),
  }
}

function checkPair([name, value]: QueryPair, rules: QueryRules): CheckedQuery {
  const [code = '', modifier] = name.split(':', 2)
  if (value === '') return IGNORED
  if (COUNTS.includes(name)) return checkCount(name, value)
  if (name === '_sort') return checkSort(value, rules)
  if (CONTROLS.includes(code)) return accepted(name, value)
  const parameter = rules.find(code)
  if (parameter === undefined) return unknown(`search parameter ${code}`, rules)
  return checkFilter({ code, modifier, value, parameter }, rules)
}

function checkCount(name: string, value: string): CheckedQuery {
  return /^\d{1,9}$/.test(value) ? accepted(name, value) : refused(`${name} must be a whole number`)
}

function checkSort(value: string, rules: QueryRules): CheckedQuery {
  const keys = value.split(',')
  const known = keys.filter((key) => rules.find(key.replace(/^-/, '')) !== undefined)
  if (known.length < keys.length && !rules.lenient) return unknown('sort key', rules)
  return known.length === 0 ? IGNORED : accepted('_sort', known.join(','))
}

interface Filter {
  readonly code: string
  readonly modifier: string | undefined
  readonly value: string
  readonly parameter: KnownParameter
}

function checkFilter(filter: Filter, { baseUrl }: QueryRules): CheckedQuery {
  const { code, modifier, value, parameter } = filter
  if (modifier !== undefined && MODIFIERS[parameter.kind].includes(modifier)) {
    return accepted(`${code}:${modifier}`, value)
  }
  const named = modifier !== undefined && parameter.targets.includes(modifier)
  if (modifier !== undefined && !named) return refused(`the modifier of ${code} is not supported`)
  if (parameter.kind !== 'reference') return accepted(code, value)
  const targets = named ? [modifier] : parameter.targets
  const values = value.split(',').map((each) => toReference(each, targets, baseUrl))
  return accepted(code, values.join(','))
}

/** `123`, `Patient/123` and `<base>/Patient/123` all mean `Patient/123` where only one type fits. */
function toReference(value: string, targets: readonly string[], baseUrl: string): string {
  const base = byEachName(baseUrl).find((name) => value.startsWith(`${name}/`))
  if (base !== undefined) return value.slice(base.length + 1)
  const [target, ...others] = targets
  const bare = !value.includes('/') && target !== undefined && others.length === 0
  return bare ? `${target}/${value}` : value
}

function accepted(name: string, value: string): CheckedQuery {
  return { pairs: [[name, value]], problems: [] }
}

function refused(problem: string): CheckedQuery {
  return { pairs: [], problems: [problem] }
}

function unknown(what: string, { lenient }: QueryRules): CheckedQuery {
  return lenient ? IGNORED : refused(`the ${what} is not known or not supported here`)
}
