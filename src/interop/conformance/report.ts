import type { JsonObject } from '../../base/json.ts'
import { describeCard } from '../client/describe-card.ts'
import type { Result } from './check.ts'
import type { Section } from './run-checks.ts'

interface Tally {
  readonly passed: number
  readonly skipped: number
  /** Failed checks of what the specification demands, and of what it recommends. */
  readonly failedShall: number
  readonly failedShould: number
}

export function tally(sections: readonly Section[]): Tally {
  const results = sections.flatMap((section) => section.results)
  const count = (is: (result: Result) => boolean) => results.filter(is).length
  const failed = (level: Result['level']) => (result: Result) =>
    result.outcome === 'fail' && result.level === level
  return {
    passed: count(({ outcome }) => outcome === 'pass'),
    skipped: count(({ outcome }) => outcome === 'skip'),
    failedShall: count(failed('SHALL')),
    failedShould: count(failed('SHOULD')),
  }
}

function toLine(result: Result): string {
  const { outcome, level, clause, title } = result
  const why = result.outcome === 'pass' ? '' : ` (${result.why})`
  return `  ${outcome.padEnd(4)}  ${level.padEnd(6)}  ${clause.padEnd(13)}  ${title}${why}`
}

/** A card that came, below the checks of its service. */
const toCardLines = (card: JsonObject) => ['', ...describeCard(card).map((line) => `  ${line}`)]

export function toTable(sections: readonly Section[]): string {
  const { passed, skipped, failedShall, failedShould } = tally(sections)
  const tables = sections.map(({ about, results, cards = [] }) =>
    [about, ...results.map(toLine), ...cards.flatMap(toCardLines)].join('\n'),
  )
  const summary =
    `${String(passed)} passed, ${String(skipped)} skipped; ` +
    `failed: ${String(failedShall)} SHALL, ${String(failedShould)} SHOULD`
  return [...tables, summary].join('\n\n')
}
