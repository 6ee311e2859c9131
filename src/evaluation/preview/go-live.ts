import type { RiskModel } from '../../clinical/models/estimate.ts'
import type { ClientSettings } from '../../hook/client-settings.ts'
import { isBoardRecord } from '../../records/guidance-record.ts'
import { countedSituations } from '../monitoring/counted-situations.ts'
import { disclosed, disclosedBesideOthers, type DisclosedCount } from '../monitoring/small-cells.ts'
import {
  type Calibration,
  calibrationsOf,
  type PreviewedRecords,
  type RefusedAnchor,
} from './calibrations.ts'
import { type Choice, choicesOver } from './client-choices.ts'
import { answeredBy, asRecorded, orderKey, type PastCard } from './past-cards.ts'
import { replay } from './replay.ts'

type BySituation = Readonly<Record<string, DisclosedCount>>

/** What a row is of: a setting of a client, or a calibration of the model. */
export interface Chosen {
  /** As the registry has them. */
  readonly settings?: Partial<ClientSettings> | undefined
  /** The one hook that is called. */
  readonly hook?: string | undefined
  readonly withBoard?: boolean | undefined
  readonly calibration?: Calibration | undefined
}

/** What doctors would have seen under one choice of the site. */
export interface ChoiceRow extends Chosen {
  /** Orders with a card, and without any. */
  readonly withCard: DisclosedCount
  readonly silent: DisclosedCount
  readonly cards: DisclosedCount
  /** Cards by situation. */
  readonly bySituation: BySituation
}

/** What the records of a service say about going live. */
export interface GoLive {
  readonly orders: DisclosedCount
  /** Orders by what they came to when they were recorded. */
  readonly bySituation: BySituation
  readonly choices: readonly ChoiceRow[]
  /** Calibrations that cannot be had, and why. */
  readonly refused: readonly {
    readonly calibration: Calibration
    readonly refusal: RefusedAnchor
  }[]
}

/** The last card of each order: what it came to. */
const lastOfEach = (past: readonly PastCard[]): readonly PastCard[] => [
  ...new Map(past.map((card) => [orderKey(card.record), card])).values(),
]

interface Seen extends Chosen {
  readonly cards: readonly PastCard[]
}

/** Counts of every row, as they may be told beside those of the others. */
function toRows(
  seen: readonly Seen[],
  orders: number,
  countIn: (cards: readonly PastCard[]) => BySituation,
): readonly ChoiceRow[] {
  const withCard = seen.map(({ cards }) => lastOfEach(cards).length)
  const columns = [
    disclosedBesideOthers(withCard, [orders]),
    disclosedBesideOthers(
      withCard.map((count) => orders - count),
      [orders],
    ),
    disclosedBesideOthers(seen.map(({ cards }) => cards.length)),
  ]
  return seen.map(({ cards, ...chosen }, i) => {
    const [with_ = 0, silent = 0, all = 0] = columns.map((column) => column[i])
    return { ...chosen, withCard: with_, silent, cards: all, bySituation: countIn(cards) }
  })
}

const toChosen = ({ settings, hooks, withBoard }: Choice): Chosen => ({
  settings,
  hook: hooks?.[0],
  withBoard,
})

/**
 * What doctors would have seen of past orders, under each setting that a site may choose.
 *
 * @param previewed - Records of one service and its boards, in the order in which they came about.
 */
export async function previewGoLive(
  model: RiskModel,
  previewed: PreviewedRecords,
): Promise<GoLive> {
  const records = previewed.records.filter(({ order }) => order !== undefined)
  const past = records.map(asRecorded)
  const ofModel = past.filter(({ record }) => !isBoardRecord(record))
  const categories = model.definition.categories.map(({ id }) => id)
  const choices = choicesOver({
    hooks: [...new Set(records.map(({ hook }) => hook))].toSorted(),
    categories,
    hasBoard: ofModel.length < past.length,
  })
  const calibrations = await calibrationsOf(model, previewed)
  const seen: Seen[] = []
  for (const choice of choices)
    seen.push({ ...toChosen(choice), cards: await replay(past, choice, categories) })
  const [asDefault] = choices
  for (const { calibration, ...rest } of calibrations)
    if ('model' in rest && asDefault !== undefined) {
      const again = records.map(answeredBy(rest.model))
      seen.push({ calibration, cards: await replay(again, asDefault, categories) })
    }
  const others = ofModel.map(({ situation }) => situation)
  const countIn = (cards: readonly PastCard[]) =>
    countedSituations(cards, model.definition.categories, others)
  const orders = lastOfEach(ofModel)
  return {
    orders: disclosed(orders.length),
    bySituation: countIn(orders),
    choices: toRows(seen, orders.length, countIn),
    refused: calibrations.filter((each) => 'refusal' in each),
  }
}
