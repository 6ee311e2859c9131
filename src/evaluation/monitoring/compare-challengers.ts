import { brierScore, observedToExpected } from '../statistics/calibration.ts'
import { cStatistic } from '../statistics/roc.ts'
import { type Estimate, waldEstimate } from '../statistics/estimate.ts'
import { meanOf, varianceOf, type Vector } from '../statistics/vector.ts'
import { LEAST } from './alarm-state.ts'
import type { Horizon } from '../outcomes/outcome-in-time.ts'
import { withOutcomes } from './orders-and-outcomes.ts'
import { groupBy } from './periods.ts'
import { disclosed, disclosedAmong, type DisclosedCount } from './small-cells.ts'
import type {
  CaseEstimate,
  ChallengerEstimate,
  EstimatedCase,
  RecordedOutcome,
} from './recorded-case.ts'

/** How one of two models did on the patients that both judged. */
export interface ContenderResult {
  readonly model: string
  readonly meanPredicted: number
  readonly observedToExpected: Estimate | undefined
  readonly cStatistic: Estimate | undefined
  readonly brier: number | undefined
}

/** The current model and one that ran beside it in silence. */
export interface ChallengerComparison {
  readonly champion: ContenderResult
  readonly challenger: ContenderResult
  /** Orders that both judged, and those of them whose outcome is known. */
  readonly orders: DisclosedCount
  readonly known: DisclosedCount
  /** Orders that the challenger puts in another category, or in none, or in one at last. */
  readonly otherCategory: DisclosedCount
  /**
   * Mean of the challenger's squared error less the champion's over the same patients, with the
   * normal interval of a paired mean: below 0 the challenger is better.
   */
  readonly brierDifference: Estimate | undefined
}

type BothJudged = EstimatedCase & { readonly challenger: ChallengerEstimate }

const hasChallenger = (recorded: EstimatedCase): recorded is BothJudged =>
  recorded.challenger !== undefined

const meanWithInterval = (values: Vector): Estimate =>
  waldEstimate(meanOf(values), Math.sqrt(varianceOf(values) / values.length))

interface Contest {
  readonly all: readonly BothJudged[]
  readonly known: readonly BothJudged[]
  readonly outcomes: readonly number[]
}

function resultOf(
  model: string,
  { all, known, outcomes }: Contest,
  estimateOf: (recorded: BothJudged) => CaseEstimate,
): ContenderResult {
  const risks = known.map((recorded) => estimateOf(recorded).predictedRisk)
  const isEnough = known.length >= LEAST.outcomes
  return {
    model,
    meanPredicted: meanOf(all.map((recorded) => estimateOf(recorded).predictedRisk)),
    observedToExpected: isEnough ? observedToExpected(outcomes, risks) : undefined,
    cStatistic: isEnough ? cStatistic(outcomes, risks) : undefined,
    brier: isEnough ? brierScore(outcomes, risks) : undefined,
  }
}

function differenceOf({ known, outcomes }: Contest): Estimate | undefined {
  if (known.length < LEAST.outcomes) return undefined
  return meanWithInterval(
    known.map(({ estimate, challenger }, i) => {
      const outcome = outcomes[i] ?? 0
      return (outcome - challenger.predictedRisk) ** 2 - (outcome - estimate.predictedRisk) ** 2
    }),
  )
}

/**
 * Each pair of a current model and a challenger, on the very orders that both judged. Pairs of
 * fewer than ten orders are left out.
 */
export function compareChallengers(
  episodes: readonly EstimatedCase[],
  outcomes: readonly RecordedOutcome[],
  horizon?: Horizon,
): readonly ChallengerComparison[] {
  const pairs = groupBy(episodes.filter(hasChallenger), (recorded) =>
    JSON.stringify([recorded.model, recorded.challenger.model]),
  )
  return [...pairs.values()].flatMap((all) => {
    const [first] = all
    if (first === undefined || all.length < LEAST.patients) return []
    const judged = withOutcomes(all, outcomes, horizon)
    const moved = all.filter(
      (recorded) => recorded.estimate.category !== recorded.challenger.category,
    ).length
    const contest = {
      all,
      known: judged.map(({ recorded }) => recorded),
      outcomes: judged.map(({ outcome }) => outcome),
    }
    return {
      champion: resultOf(first.model, contest, (recorded) => recorded.estimate),
      challenger: resultOf(first.challenger.model, contest, (recorded) => recorded.challenger),
      orders: disclosed(all.length),
      known: disclosed(judged.length),
      otherCategory: disclosedAmong(moved, all.length),
      brierDifference: differenceOf(contest),
    }
  })
}
