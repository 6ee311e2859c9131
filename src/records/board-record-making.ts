import type { AuxiliaryInput } from '../clinical/readings/input-definition.ts'
import type { BoardOrder, ComputedBoard } from '../hook/answered-order.ts'
import { boardReading } from '../hook/cards/board-values.ts'
import type { BoardReading, BoardRecord, RecordedBoard, RecordedFact } from './guidance-record.ts'
import type { AskedReading } from '../clinical/scores/score-facts.ts'
import { type RecordedCall, fromOf, toRecordedAnswer } from './recorded-answer-making.ts'
import { toRecordedScore } from './recorded-scores.ts'

type ReadingFound = Pick<
  BoardReading,
  'state' | 'why' | 'value' | 'unit' | 'finding' | 'asSent' | 'range' | 'measured'
>

/** What is not understood is free text: only what was understood is kept as it was sent. */
function foundIn(found: ReturnType<typeof boardReading>, input: AuxiliaryInput): ReadingFound {
  if (found.kind === 'unusable') {
    const { why, range, from } = found
    return { state: 'unusable', why, range, measured: from.measured }
  }
  if (found.kind === 'not-obtained') return { state: found.kind, why: found.why }
  if (found.kind === 'missing') return { state: found.kind }
  const { value, from } = found
  const { asSent } = from
  if (typeof value !== 'number') return { state: 'found', finding: value.id, asSent }
  const unit = input.kind === 'quantity' ? input.unit : undefined
  return { state: 'found', value, unit, asSent, measured: from.measured }
}

/** Rules look for facts among the readings first: what is no reading is left out. */
function readingsOf(computed: ComputedBoard, call: RecordedCall): readonly BoardReading[] {
  const inputs = new Map(computed.board.readings.map((input) => [input.id, input]))
  const toReading = ({ reading, at, found }: AskedReading): readonly BoardReading[] => {
    const input = inputs.get(reading)
    if (input === undefined) return []
    const from = fromOf(found, call)
    return [
      {
        predictor: reading,
        at,
        ...foundIn(boardReading(reading, found, computed), input),
        ...from,
      },
    ]
  }
  return computed.facts.askedReadings().flatMap(toReading)
}

const factsOf = ({ facts }: ComputedBoard): readonly RecordedFact[] => [
  ...facts.askedFacts().map(({ fact, known }) => ({
    fact,
    value: known.number,
    ...(known.isAbsent === true ? { isAbsent: true as const } : {}),
  })),
  ...facts.askedUnread().map((fact) => ({ fact, isUnread: true as const })),
  ...(facts.bars ?? []).map((fact) => ({ fact, isBar: true as const })),
]

/** How many letters of a digest tell two boards apart for a reader. */
const VERSION_LENGTH = 12

const boardOf = (id: string, { origin: { modelHash: hash } }: RecordedCall): RecordedBoard => ({
  id,
  version: hash.slice(0, VERSION_LENGTH),
  calibration: 'none',
  hash,
})

/** The record of one order that a board was asked about. */
export function toBoardRecord(order: BoardOrder, call: RecordedCall): BoardRecord {
  const { judged, computed, board } = order
  const hashes = call.origin.scoreHashes
  return {
    ...toRecordedAnswer(order, call, {
      orderDay: computed?.indexDay,
      situation: judged.verdict,
      exclusions: judged.because,
      // Each score has cautions of its own.
      cautions: [],
    }),
    model: boardOf(board, call),
    readings: computed === undefined ? [] : readingsOf(computed, call),
    facts: computed === undefined ? [] : factsOf(computed),
    scores:
      computed?.outcomes.map((outcome) =>
        toRecordedScore(outcome, hashes?.get(outcome.score.definition.id) ?? ''),
      ) ?? [],
  }
}
