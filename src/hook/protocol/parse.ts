import { z } from 'zod'
import { Fault, type FaultIssue } from '../../base/fault.ts'

const MOST_CHARACTERS = 256

/** A text that is not blank and not longer than any id or code. */
export const nonBlankText = z
  .string()
  .max(MOST_CHARACTERS, `must have ${String(MOST_CHARACTERS)} characters at most`)
  .refine((value) => value.trim() !== '', 'must not be blank')

/** A text that is kept, or sent on, and has no other bound. */
export const textUpTo = (characters: number) =>
  z.string().max(characters, `must have ${String(characters)} characters at most`)

/**
 * A list of which the length is judged before any element is: each wrong element is an issue of the
 * schema library, which throws when it has collected too many.
 */
export const listUpTo = <Element extends z.ZodType>(most: number, element: Element) =>
  z
    .custom<readonly unknown[]>(
      (list) => !Array.isArray(list) || list.length <= most,
      `must have ${String(most)} elements at most`,
    )
    .pipe(z.array(element))

function toExpression(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (sofar, part) =>
      typeof part === 'number'
        ? `${sofar}[${String(part)}]`
        : `${sofar}${sofar === '' ? '' : '.'}${String(part)}`,
    '',
  )
}

const hasAny = (issues: readonly FaultIssue[]): issues is readonly [FaultIssue, ...FaultIssue[]] =>
  issues.length > 0

/** @throws {Fault} `malformed-request` with the problems, when there are any. */
export function refuse(issues: readonly FaultIssue[]): void {
  if (hasAny(issues)) throw new Fault('malformed-request', issues)
}

/** @throws {Fault} `malformed-request` with every problem and the path to it. */
export function parseOrRefuse<Output>(
  schema: { readonly safeParse: (body: unknown) => z.ZodSafeParseResult<Output> },
  body: unknown,
): Output {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  refuse(
    parsed.error.issues.map(({ message, path }) => {
      const expression = toExpression(path)
      return { text: `${expression}: ${message}`, expression }
    }),
  )
  throw new TypeError('a failed parse has issues')
}
