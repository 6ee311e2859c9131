import { type Proportion, proportion } from '../statistics/proportion.ts'
import type { FeedbackRecord } from '../../records/feedback.ts'
import { groupBy, isoWeekOf } from './periods.ts'
import type { RecordedCase } from './recorded-case.ts'
import { isTellable, told, type ToldCount, toldOfSum } from './small-cells.ts'

/** What became of some cards that were shown. */
export interface ResponseCount {
  readonly name: string
  readonly shown: ToldCount
  /** Cards of which any feedback came. */
  readonly answered: ToldCount
  readonly overridden: ToldCount
  /** Overridden among those answered (Wilson); nothing when one of both is too small to tell. */
  readonly overrideRate: Proportion | undefined
}

/** How clinicians answered the cards. */
export interface ResponseReport {
  readonly all: ResponseCount
  readonly byClient: readonly ResponseCount[]
  readonly byCategory: readonly ResponseCount[]
  /** By situation and ISO week, `category-high 2026-W09`. */
  readonly byCategoryAndWeek: readonly ResponseCount[]
  /** Overridden cards by the code of the reason; `no reason` without one. */
  readonly reasons: Readonly<Record<string, ToldCount>>
  readonly suggestions: readonly {
    readonly kind: string
    readonly shown: ToldCount
    readonly accepted: ToldCount
    readonly acceptance: Proportion | undefined
  }[]
  /** Feedback of cards that are not among the records of the period. */
  readonly ofOtherCards: ToldCount
}

interface Answered {
  readonly one: RecordedCase
  readonly feedback: readonly FeedbackRecord[]
}

const isAccepted = ({ feedback }: Answered) =>
  feedback.some(({ outcome }) => outcome === 'accepted')

/** A card that was once accepted is not overridden, whatever was answered before or after. */
const isOverridden = (answered: Answered) => answered.feedback.length > 0 && !isAccepted(answered)

/** A share of counts that may be told: neither it nor its complement is of a few patients. */
export function tellableShare(count: number, of: number): Proportion | undefined {
  return isTellable(count, of) ? proportion(count, of) : undefined
}

function countOf(name: string, cards: readonly Answered[]): ResponseCount {
  const answered = cards.filter(({ feedback }) => feedback.length > 0).length
  const overridden = cards.filter(isOverridden).length
  return {
    name,
    shown: told(cards.length),
    answered: told(answered),
    overridden: isTellable(overridden, answered) ? overridden : 'few',
    overrideRate: tellableShare(overridden, answered),
  }
}

/** A column of counts as it may be told beside its sum. */
const toldColumn = (rows: readonly ResponseCount[], of: (row: ResponseCount) => ToldCount) =>
  toldOfSum(
    Object.fromEntries(rows.map((row) => [row.name, of(row) === 'few' ? 1 : Number(of(row))])),
  )

/** Groups of cards whose columns add up to what is told of all of them. */
function countsBy(cards: readonly Answered[], keyOf: (one: RecordedCase) => string) {
  const rows = [...groupBy(cards, ({ one }) => keyOf(one))]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, group]) => countOf(name, group))
  const shown = toldColumn(rows, (row) => row.shown)
  const answered = toldColumn(rows, (row) => row.answered)
  const overridden = toldColumn(rows, (row) => row.overridden)
  return rows.map((row): ResponseCount => {
    const { name } = row
    const isWhole = answered[name] !== 'few' && overridden[name] !== 'few'
    return {
      name,
      shown: shown[name] ?? row.shown,
      answered: answered[name] ?? row.answered,
      overridden: overridden[name] ?? row.overridden,
      overrideRate: isWhole ? row.overrideRate : undefined,
    }
  })
}

function reasonsOf(cards: readonly Answered[]): Readonly<Record<string, ToldCount>> {
  const counts: Record<string, number> = {}
  for (const { feedback } of cards.filter(isOverridden)) {
    const last = feedback.reduce((a, b) => (b.outcomeTimestamp >= a.outcomeTimestamp ? b : a))
    const reason = last.reason?.code ?? 'no reason'
    counts[reason] = (counts[reason] ?? 0) + 1
  }
  return toldOfSum(counts)
}

function acceptanceOf(cards: readonly Answered[]): ResponseReport['suggestions'] {
  const offered = cards.flatMap(({ one, feedback }) => {
    const taken = new Set(feedback.flatMap(({ acceptedSuggestions }) => acceptedSuggestions))
    return one.suggestions.map(({ uuid, kind }) => ({ kind, isTaken: taken.has(uuid) }))
  })
  return [...groupBy(offered, ({ kind }) => kind)].map(([kind, group]) => {
    const accepted = group.filter(({ isTaken }) => isTaken).length
    return {
      kind,
      shown: told(group.length),
      accepted: isTellable(accepted, group.length) ? accepted : 'few',
      acceptance: tellableShare(accepted, group.length),
    }
  })
}

/** How the shown cards were answered: overrides by reason, client, category and week; suggestions. */
export function responsesTo(
  cases: readonly RecordedCase[],
  feedback: readonly FeedbackRecord[],
): ResponseReport {
  const ofCard = groupBy(feedback, ({ card }) => card)
  const cards = cases
    .filter(({ isShown }) => isShown)
    .map((one) => ({ one, feedback: ofCard.get(one.card) ?? [] }))
  const known = new Set(cards.map(({ one }) => one.card))
  return {
    all: countOf('all', cards),
    byClient: countsBy(cards, ({ client }) => client),
    byCategory: countsBy(cards, ({ situation }) => situation),
    byCategoryAndWeek: countsBy(cards, ({ situation, at }) => `${situation} ${isoWeekOf(at)}`),
    reasons: reasonsOf(cards),
    suggestions: acceptanceOf(cards),
    ofOtherCards: told(feedback.filter(({ card }) => !known.has(card)).length),
  }
}
