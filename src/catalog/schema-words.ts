import type { z } from 'zod'
import { type JsonPath, valueAt } from './json-path.ts'
import { toLookup } from '../base/lookup.ts'

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
  if (issue.code === 'invalid_value') return `must be one of: ${list(issue.values)}`
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
  return { path, message: wordsOf(issue, valueAt(value, path)) }
}

/** The issues of a value, one for every member that is not known. */
export function describeIssues(
  issues: readonly Issue[],
  value: unknown,
): readonly DescribedIssue[] {
  return issues.flatMap((issue): readonly DescribedIssue[] =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({
          path: [...(issue.path as JsonPath), key],
          message: 'is no member that is known here',
          mend: 'Correct its spelling, or take it out',
        }))
      : [describe(issue, value)],
  )
}
