import { type Proportion, proportion } from '../statistics/proportion.ts'
import { countsFor, type FeedbackRecord } from '../../records/feedback.ts'
import { groupBy, isoWeekOf } from './periods.ts'
import type { RecordedCase } from './recorded-case.ts'
import {
  isDisclosable,
  disclosed,
  disclosedAmong,
  type DisclosedCount,
  disclosedBesideSum,
} from './small-cells.ts'
import { emptyLookup } from '../../base/lookup.ts'

/** In the place of a reason that was not given. */
export const NO_REASON = 'no reason'

export interface ResponseCount {
  readonly name: string
  readonly shown: DisclosedCount
  /** Cards of which any feedback came. */
  readonly answered: DisclosedCount
  readonly overridden: DisclosedCount
  /** Overridden among those answered (Wilson); nothing when one of both is too small to tell. */
  readonly overrideRate: Proportion | undefined
}

export interface ResponseReport {
  readonly all: ResponseCount
  readonly byClient: readonly ResponseCount[]
  readonly byCategory: readonly ResponseCount[]
  /** By situation and ISO week, `category-high 2026-W09`. */
  readonly byCategoryAndWeek: readonly ResponseCount[]
  /** Overridden cards by the code of the reason; {@link NO_REASON} without one. */
  readonly reasons: Readonly<Record<string, DisclosedCount>>
  readonly suggestions: readonly {
    readonly kind: string
    readonly shown: DisclosedCount
    readonly accepted: DisclosedCount
    readonly acceptance: Proportion | undefined
  }[]
  /** Feedback of cards that are not among the records of the period. */
  readonly ofOtherCards: DisclosedCount
  /** Feedback of a card from another client than the one it was shown to: it counts for nothing. */
  readonly ofOtherClients: DisclosedCount
}

interface Answered {
  readonly recorded: RecordedCase
  readonly feedback: readonly FeedbackRecord[]
}

const isAccepted = ({ feedback }: Answered) =>
  feedback.some(({ outcome }) => outcome === 'accepted')

/** A card that was once accepted is not overridden, whatever was answered before or after. */
const isOverridden = (answered: Answered) => answered.feedback.length > 0 && !isAccepted(answered)

/** A share of counts that may be told: neither it nor its complement is of a few patients. */
export function disclosedShare(count: number, of: number): Proportion | undefined {
  return isDisclosable(count, of) ? proportion(count, of) : undefined
}

/** How many of some cards were shown, answered and overridden. */
const countsIn = (cards: readonly Answered[]) => ({
  shown: cards.length,
  answered: cards.filter(({ feedback }) => feedback.length > 0).length,
  overridden: cards.filter(isOverridden).length,
})

function countOf(name: string, cards: readonly Answered[]): ResponseCount {
  const { shown, answered, overridden } = countsIn(cards)
  return {
    name,
    shown: disclosed(shown),
    answered: disclosed(answered),
    overridden: disclosedAmong(overridden, answered),
    overrideRate: disclosedShare(overridden, answered),
  }
}

/** Groups of cards whose columns add up to what is told of all of them. */
function countsBy(cards: readonly Answered[], keyOf: (recorded: RecordedCase) => string) {
  const groups = [...groupBy(cards, ({ recorded }) => keyOf(recorded))].toSorted(([a], [b]) =>
    a < b ? -1 : 1,
  )
  const rows = groups.map(([name, group]) => ({ name, ...countsIn(group) }))
  const column = (of: 'shown' | 'answered' | 'overridden') =>
    disclosedBesideSum(Object.fromEntries(rows.map((row) => [row.name, row[of]])))
  const [shown, answered, overridden] = [column('shown'), column('answered'), column('overridden')]
  return rows.map(({ name, ...row }): ResponseCount => {
    // A rate beside a hidden count would give the count away.
    const isWhole = [answered[name], overridden[name]].every((count) => typeof count === 'number')
    const among = disclosedAmong(row.overridden, row.answered)
    return {
      name,
      shown: shown[name] ?? 0,
      answered: answered[name] ?? 0,
      overridden: typeof among === 'number' ? (overridden[name] ?? 0) : among,
      overrideRate: isWhole ? disclosedShare(row.overridden, row.answered) : undefined,
    }
  })
}

function reasonsOf(cards: readonly Answered[]): Readonly<Record<string, DisclosedCount>> {
  const counts = emptyLookup<number>()
  for (const { feedback } of cards.filter(isOverridden)) {
    const last = feedback.reduce((a, b) => (b.outcomeTimestamp >= a.outcomeTimestamp ? b : a))
    const reason = last.reason?.code ?? NO_REASON
    counts[reason] = (counts[reason] ?? 0) + 1
  }
  return disclosedBesideSum(counts)
}

function acceptanceOf(cards: readonly Answered[]): ResponseReport['suggestions'] {
  const offered = cards.flatMap(({ recorded, feedback }) => {
    const taken = new Set(feedback.flatMap(({ acceptedSuggestions }) => acceptedSuggestions))
    return recorded.suggestions.map(({ uuid, kind }) => ({ kind, isTaken: taken.has(uuid) }))
  })
  return [...groupBy(offered, ({ kind }) => kind)].map(([kind, group]) => {
    const accepted = group.filter(({ isTaken }) => isTaken).length
    return {
      kind,
      shown: disclosed(group.length),
      accepted: disclosedAmong(accepted, group.length),
      acceptance: disclosedShare(accepted, group.length),
    }
  })
}

export function responsesTo(
  cases: readonly RecordedCase[],
  feedback: readonly FeedbackRecord[],
): ResponseReport {
  const ofCard = groupBy(feedback, ({ card }) => card)
  const cards = cases
    .filter(({ isShown }) => isShown)
    .map((recorded) => ({
      recorded,
      feedback: (ofCard.get(recorded.card) ?? []).filter(countsFor(recorded)),
    }))
  const known = new Set(cards.map(({ recorded }) => recorded.card))
  const ofKnown = feedback.filter(({ card }) => known.has(card))
  const counted = cards.reduce((sum, { feedback: own }) => sum + own.length, 0)
  return {
    all: countOf('all', cards),
    byClient: countsBy(cards, ({ client }) => client),
    byCategory: countsBy(cards, ({ situation }) => situation),
    byCategoryAndWeek: countsBy(cards, ({ situation, at }) => `${situation} ${isoWeekOf(at)}`),
    reasons: reasonsOf(cards),
    suggestions: acceptanceOf(cards),
    ofOtherCards: disclosed(feedback.length - ofKnown.length),
    ofOtherClients: disclosed(ofKnown.length - counted),
  }
}
