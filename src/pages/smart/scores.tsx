import { useEffect, useState } from 'react'
import { boardOfRecord } from '../../hook/board-of-record.ts'
import { boardSpeaking } from '../../hook/board.ts'
import type { BoardValues } from '../../hook/cards/board-placeholders.ts'
import { fill } from '../../base/fill.ts'
import { useSpeech } from '../language/language.tsx'
import { PlainTable } from '../parts/figure-table.tsx'
import { type BoardAndRecord, readBoards } from './boards.ts'
import { type Failure, toFailure } from './failure.ts'
import { FailureView } from './failure-view.tsx'
import type { Reasoned } from './reading-reason.ts'
import type { Session } from './session.ts'

interface ValuesProps {
  readonly values: BoardValues
}

/** Side by side, each by its own measure: no two of them can be compared. */
function Computed({ values }: ValuesProps) {
  const { app } = useSpeech().texts
  if (!values.isAnyComputed) return null
  return (
    <>
      <PlainTable
        isStacked
        head={[app.score, app.scoreResult, app.scoreOutcome, app.scorePopulation, app.scoreSince]}
        rows={values.rows.map((row) => [
          row.name,
          row.result,
          row.outcome,
          row.population,
          row.evidence,
        ])}
      />
      {values.directions !== undefined && (
        <p className="notice">{fill(app.scoreDirections, values.directions)}</p>
      )}
    </>
  )
}

/** What limits the scores, and what they wait for. */
function Reservations({ values }: ValuesProps) {
  const { app } = useSpeech().texts
  const said = [
    ...values.cautions.map((row) => fill(app.scoreCaution, row)),
    ...values.unchecked.map((row) => fill(app.scoreUnchecked, row)),
    ...values.excluded.map((row) => fill(app.scoreExcluded, row)),
    ...(values.unanswered === undefined ? [] : [fill(app.scoreUnanswered, values.unanswered)]),
    ...values.unreadGaps.map((row) => fill(app.scoreUnread, row)),
    ...values.gaps.map((row) => fill(app.scoreGap, row)),
  ]
  return (
    <ul>
      {said.map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  )
}

function Values({ values }: ValuesProps) {
  const { app } = useSpeech().texts
  if (!values.isAnyComputed) return null
  return (
    <PlainTable
      isStacked
      head={[app.input, app.asSent, app.used, app.dateAge]}
      rows={values.inputs.map(({ label, asSent, used, date, age }) => [
        label,
        asSent,
        used,
        `${date} (${age})`,
      ])}
    />
  )
}

function Board({ board, record }: BoardAndRecord) {
  const { texts, language } = useSpeech()
  const { app } = texts
  const told = boardOfRecord(boardSpeaking(board, language), record)
  if (told.verdict !== 'scores') return <p>{app.scoresNone[told.verdict]}</p>
  const { values } = told
  const { computed, total, indexDate } = values
  return (
    <>
      <p>{fill(app.scoresComputed, { computed, total, indexDate })}</p>
      <Computed values={values} />
      <Reservations values={values} />
      <Values values={values} />
      <p className="quiet">
        <a href={`../cds-services/${board.id}/model-card`} target="_blank" rel="noopener">
          {app.modelCard}
        </a>
      </p>
    </>
  )
}

interface ScoresProps {
  readonly session: Session
  readonly reasoned: Reasoned
}

/** The published scores of the boards on top of the service, computed here from the record. */
export function Scores({ session, reasoned }: ScoresProps) {
  const { texts } = useSpeech()
  const [boards, setBoards] = useState<readonly BoardAndRecord[] | undefined>()
  const [failure, setFailure] = useState<Failure | undefined>()
  const read = () => {
    setFailure(undefined)
    readBoards(session, reasoned).then(setBoards, (error: unknown) => setFailure(toFailure(error)))
  }
  useEffect(read, [session, reasoned])
  if (failure !== undefined) return <FailureView failure={failure} onAgain={read} />
  if (boards === undefined) return <p role="status">{texts.app.reading}</p>
  return boards.map((shown) => <Board key={shown.board.id} {...shown} />)
}
