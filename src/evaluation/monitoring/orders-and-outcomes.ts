import { emptyLookup } from '../../base/lookup.ts'
import { daysBetween } from '../../base/time.ts'
import {
  type Horizon,
  type Look,
  NO_HORIZON,
  type OutcomeInTime,
  outcomeInTime,
} from '../outcomes/outcome-in-time.ts'
import { groupBy, type PeriodLength, periodOf } from './periods.ts'
import type { RecordedCase, RecordedOutcome } from './recorded-case.ts'
import { disclosedBesideSum, type DisclosedCount } from './small-cells.ts'

/**
 * One order of one patient, in each period where one is named: the last case of those that select
 * and sign it. A record that was only opened has no order and is left out.
 */
export function oneCasePerOrder<Case extends RecordedCase>(
  cases: readonly Case[],
  length?: PeriodLength,
): readonly Case[] {
  const ordered = cases.filter(({ order }) => order !== undefined)
  const groups = groupBy(ordered, ({ client, patient, order, at }) =>
    JSON.stringify([client, patient, order, length && periodOf(at, length)]),
  )
  return [...groups.values()]
    .map((group) => group.reduce((last, recorded) => (recorded.at >= last.at ? recorded : last)))
    .toSorted((a, b) => a.at - b.at)
}

export interface JudgedCase<Case extends RecordedCase> {
  readonly recorded: Case
  readonly outcome: 0 | 1
}

interface CaseInTime<Case extends RecordedCase> {
  readonly recorded: Case
  readonly judged: OutcomeInTime
}

/**
 * What is known of each case. An outcome is that of the last order before it, and of no other: what
 * came of the first treatment is not what came of the second.
 */
function judgeCases<Case extends RecordedCase>(
  cases: readonly Case[],
  outcomes: readonly RecordedOutcome[],
  horizon: Horizon,
): readonly CaseInTime<Case>[] {
  const ofPatient = groupBy(cases, ({ patient }) => patient)
  const looks = new Map<Case, Look[]>()
  for (const { patient, at, outcome } of outcomes) {
    const before = (ofPatient.get(patient) ?? []).filter((recorded) => recorded.at <= at)
    const last = before.reduce<Case | undefined>(
      (latest, recorded) => (latest === undefined || recorded.at >= latest.at ? recorded : latest),
      undefined,
    )
    if (last === undefined) continue
    const look = { day: daysBetween(last.at, at), value: outcome }
    looks.set(last, [...(looks.get(last) ?? []), look])
  }
  return cases.map((recorded) => ({
    recorded,
    judged: outcomeInTime(looks.get(recorded) ?? [], horizon),
  }))
}

/** The cases whose outcome is known. */
export const withOutcomes = <Case extends RecordedCase>(
  cases: readonly Case[],
  outcomes: readonly RecordedOutcome[],
  horizon: Horizon = NO_HORIZON,
): readonly JudgedCase<Case>[] =>
  judgeCases(cases, outcomes, horizon).flatMap(({ recorded, judged }) =>
    judged.kind === 'known' ? [{ recorded, outcome: judged.value }] : [],
  )

/** How many cases are neither yes nor no, by the reason: they are reported apart. */
export function undecidedBy(
  cases: readonly RecordedCase[],
  outcomes: readonly RecordedOutcome[],
  horizon: Horizon = NO_HORIZON,
): Readonly<Record<string, DisclosedCount>> {
  const counts = emptyLookup<number>()
  for (const { judged } of judgeCases(cases, outcomes, horizon))
    if (judged.kind === 'unknown') counts[judged.why] = (counts[judged.why] ?? 0) + 1
  return disclosedBesideSum(counts)
}
