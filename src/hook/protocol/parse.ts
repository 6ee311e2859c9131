import { z } from 'zod'
import { Fault, type FaultIssue } from '../../base/fault.ts'

export const nonBlankText = z.string().refine((value) => value.trim() !== '', 'must not be blank')

function toExpression(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (sofar, part) =>
      typeof part === 'number'
        ? `${sofar}[${String(part)}]`
        : `${sofar}${sofar === '' ? '' : '.'}${String(part)}`,
    '',
  )
}

/** @throws {Fault} `malformed-request` with all problems, when there are any. */
export function refuse(issues: readonly FaultIssue[]): void {
  const [first, ...rest] = issues
  if (first !== undefined) throw new Fault('malformed-request', [first, ...rest])
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
