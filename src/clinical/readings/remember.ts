import type { SiteRule } from './site-rule.ts'

// Texts come from outside; the memo must not grow with whatever somebody sends.
const TEXTS_MAX = 1_000
const LONGEST = 200

interface Kept<Value> {
  readonly value: Value
}

/**
 * A function of a text and a rule that computes each text once: records repeat the same few names
 * and body sites thousands of times.
 */
export function rememberTexts<Value>(
  compute: (text: string, rule: SiteRule) => Value,
): (text: string, rule: SiteRule) => Value {
  const byRule = new WeakMap<SiteRule, Map<string, Kept<Value>>>()
  return (text, rule) => {
    const memo = byRule.get(rule) ?? new Map<string, Kept<Value>>()
    byRule.set(rule, memo)
    const known = memo.get(text)
    if (known !== undefined) return known.value
    const value = compute(text, rule)
    if (memo.size < TEXTS_MAX && text.length <= LONGEST) memo.set(text, { value })
    return value
  }
}

/** A function of a statement and a rule that is computed once, as long as the statement is kept. */
export function rememberStatements<Statement extends object, Value>(
  compute: (statement: Statement, rule: SiteRule) => Value,
): (statement: Statement, rule: SiteRule) => Value {
  const byRule = new WeakMap<SiteRule, WeakMap<Statement, Kept<Value>>>()
  return (statement, rule) => {
    const memo = byRule.get(rule) ?? new WeakMap<Statement, Kept<Value>>()
    byRule.set(rule, memo)
    const known = memo.get(statement)
    if (known !== undefined) return known.value
    const value = compute(statement, rule)
    memo.set(statement, { value })
    return value
  }
}
