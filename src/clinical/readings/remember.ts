import { onceCarried, onceOf } from '../../base/once-of.ts'
import type { SiteRule } from './site-rule.ts'

// Texts come from outside; the memo must not grow with whatever somebody sends.
const TEXTS_MAX = 1_000

/** Of a text that should name a place, no more is read. */
export const LONGEST_NAME = 1_000

/**
 * A function of a text and a rule that computes each text once: records repeat the same few names
 * and body sites thousands of times.
 */
export function rememberTexts<Value>(
  compute: (text: string, rule: SiteRule) => Value,
): (text: string, rule: SiteRule) => Value {
  const memoOf = onceOf((_rule: SiteRule) => new Map<string, { readonly value: Value }>())
  return (written, rule) => {
    const text = written.slice(0, LONGEST_NAME + 1)
    const memo = memoOf(rule)
    const known = memo.get(text)
    if (known !== undefined) return known.value
    const value = compute(text, rule)
    if (memo.size < TEXTS_MAX) memo.set(text, { value })
    return value
  }
}

/** A function of a statement and a rule that is computed once, as long as the statement is kept. */
export function rememberStatements<Statement extends object, Rule extends object, Value>(
  compute: (statement: Statement, rule: Rule) => Value,
): (statement: Statement, rule: Rule) => Value {
  const under = onceOf((rule: Rule) =>
    onceCarried((statement: Statement) => compute(statement, rule)),
  )
  return (statement, rule) => under(rule)(statement)
}

/**
 * A function of an input and a record at an index date that is computed once: for a hundred lesions
 * as for one.
 */
export function rememberReadings<
  Input extends object,
  Held extends object,
  Context extends object,
  Value,
>(
  compute: (input: Input, record: Held, context: Context) => Value,
): (input: Input, record: Held, context: Context) => Value {
  const of = onceCarried((context: Context) =>
    onceOf((record: Held) => onceOf((input: Input) => compute(input, record, context))),
  )
  return (input, record, context) => of(context)(record)(input)
}
