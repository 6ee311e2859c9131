import type { z } from 'zod'
import { memberNames } from './member-names.ts'
import { meantBy } from '../similar.ts'
import { type JsonPath, valueAt } from '../json-path.ts'
import { toLookup } from '../lookup.ts'

type Issue = z.core.$ZodIssue

/** An issue of a schema in words for those who write the file. */
export interface DescribedIssue {
  readonly path: JsonPath
  readonly message: string
  readonly mend?: string
}

/** What kinds of JSON values are called, by zod's names and by those of `typeof`. */
const KINDS = toLookup<string>({
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
})

const kindName = (kind: string) => KINDS[kind] ?? kind

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  return kindName(typeof value)
}

const LEAST = toLookup<(least: string) => string>({
  string: () => 'must not be empty',
  array: (least) => `must hold at least ${least} entr${least === '1' ? 'y' : 'ies'}`,
})

function tooSmall({ origin, minimum, inclusive }: Extract<Issue, { code: 'too_small' }>): string {
  const bound = `${inclusive === true ? 'at least' : 'greater than'} ${String(minimum)}`
  return LEAST[origin]?.(String(minimum)) ?? `must be ${bound}`
}

function tooBig({ origin, maximum, inclusive }: Extract<Issue, { code: 'too_big' }>): string {
  if (origin === 'array') return `must hold no more than ${String(maximum)} entries`
  return `must be ${inclusive === true ? 'at most' : 'less than'} ${String(maximum)}`
}

function ofFormat({ format }: Extract<Issue, { code: 'invalid_format' }>): string {
  if (format === 'date') return 'must be a date, YYYY-MM-DD'
  return format === 'url' ? 'must be a URL' : 'is not written as it must be'
}

const list = (values: readonly unknown[]) => values.map(String).join(', ')

const optionsOf = (options: readonly unknown[] | undefined) =>
  options === undefined ? '' : `: ${list(options)}`

// zod's own messages begin so; any other was written in the schema.
const hasOwnWords = ({ message }: Issue) =>
  !message.startsWith('Invalid') && !message.startsWith('Too ')

/** The name that somebody most likely meant, as a question; nothing when none is near. */
export function askIfMeant(given: unknown, known: readonly string[]): string | undefined {
  // A number or a sign is near to many others.
  const isWord = typeof given === 'string' && /[a-z]{3}/i.test(given)
  const meant = isWord ? meantBy(given, known) : undefined
  return meant === undefined ? undefined : `Is ${meant} meant?`
}

function notAmong(given: unknown, values: readonly unknown[]): string {
  const texts = values.filter((value) => typeof value === 'string')
  const words = [`must be one of: ${list(values)}`, askIfMeant(given, texts)]
  return words.filter((part) => part !== undefined).join('. ')
}

function missing(issue: Issue): string {
  if (hasOwnWords(issue)) return `is missing: it ${issue.message}`
  return issue.code === 'invalid_type'
    ? `is missing: ${kindName(issue.expected)} is needed`
    : 'is missing'
}

/** Of a value that is of another kind than it must be. */
function wrongKind(issue: Issue, given: unknown): string {
  if (issue.code === 'invalid_type')
    return `must be ${kindName(issue.expected)}, and is ${kindOf(given)}`
  if (issue.code === 'invalid_value') return notAmong(given, issue.values)
  if (issue.code === 'invalid_format') return ofFormat(issue)
  if (issue.code === 'invalid_union')
    return `is none of the kinds that are known here${'options' in issue ? optionsOf(issue.options) : ''}`
  return issue.code === 'invalid_key' ? 'is no name that is allowed here' : issue.message
}

function wordsOf(issue: Issue, given: unknown): string {
  if (given === undefined) return missing(issue)
  if (hasOwnWords(issue)) return issue.message
  if (issue.code === 'too_small') return tooSmall(issue)
  return issue.code === 'too_big' ? tooBig(issue) : wrongKind(issue, given)
}

function describe(issue: Issue, value: unknown): DescribedIssue {
  const path = issue.path as JsonPath
  const holder = valueAt(value, path.slice(0, -1))
  // A short form has no such member: what is wrong is what stands in its place.
  const isShortForm = path.length > 0 && (typeof holder !== 'object' || holder === null)
  return { path, message: isShortForm ? issue.message : wordsOf(issue, valueAt(value, path)) }
}

/**
 * The issues of a value, one for every member that is not known.
 *
 * @param names - The members that there are: one that is near to an unknown one may be meant.
 */
export function describeIssues(
  issues: readonly Issue[],
  value: unknown,
  names: readonly string[] = [],
): readonly DescribedIssue[] {
  return issues.flatMap((issue): readonly DescribedIssue[] =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({
          path: [...(issue.path as JsonPath), key],
          message: 'is no member that is known here',
          mend: askIfMeant(key, names) ?? 'Correct its spelling, or take it out',
        }))
      : [describe(issue, value)],
  )
}

/** The issues of a file, a line each: its place, what is wrong, and how to mend it. */
export function linesOfIssues(
  issues: readonly Issue[],
  value: unknown,
  schema: z.core.$ZodType,
): readonly string[] {
  return describeIssues(issues, value, memberNames(schema)).map(({ path, message, mend }) => {
    const place = path.map(String).join('.') || 'file'
    return `${place}: ${message}${mend === undefined ? '' : `. ${mend}`}`
  })
}
