import { useEffect, useState } from 'react'
import { boardOfRecord } from '../../hook/board-of-record.ts'
import { boardSpeaking } from '../../hook/board.ts'
import type { BoardView } from '../../hook/cards/board-view.ts'
import { fill } from '../language/fill.ts'
import { useSpeech } from '../language/language.tsx'
import { PlainTable } from '../parts/figure-table.tsx'
import { type BoardAndRecord, readBoards } from './boards.ts'
import { type Failure, toFailure } from './failure.ts'
import { FailureView } from './failure-view.tsx'
import type { Reasoned } from './reading-reason.ts'
import type { Session } from './session.ts'

interface ViewProps {
  readonly view: BoardView
}

/** Side by side, each by its own measure: no two of them can be compared. */
function Computed({ view }: ViewProps) {
  const { app } = useSpeech().texts
  if (!view.isAnyComputed) return null
  return (
    <>
      <PlainTable
        isStacked
        head={[app.score, app.scoreResult, app.scoreOutcome, app.scorePopulation, app.scoreSince]}
        rows={view.rows.map((row) => [
          row.name,
          row.result,
          row.outcome,
          row.population,
          row.evidence,
        ])}
      />
      {view.directions !== undefined && (
        <p className="notice">{fill(app.scoreDirections, view.directions)}</p>
      )}
    </>
  )
}

/** What limits the scores, and what they wait for. */
function Reservations({ view }: ViewProps) {
  const { app } = useSpeech().texts
  const said = [
    ...view.cautions.map((one) => fill(app.scoreCaution, one)),
    ...view.unchecked.map((one) => fill(app.scoreUnchecked, one)),
    ...view.excluded.map((one) => fill(app.scoreExcluded, one)),
    ...(view.unanswered === undefined ? [] : [fill(app.scoreUnanswered, view.unanswered)]),
    ...view.gaps.map((one) => fill(app.scoreGap, one)),
  ]
  return (
    <ul>
      {said.map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  )
}

function Values({ view }: ViewProps) {
  const { app } = useSpeech().texts
  if (!view.isAnyComputed) return null
  return (
    <PlainTable
      isStacked
      head={[app.input, app.asSent, app.used, app.dateAge]}
      rows={view.inputs.map(({ label, asSent, used, date, age }) => [
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
  const { view } = told
  const { computed, total, indexDate } = view
  return (
    <>
      <p>{fill(app.scoresComputed, { computed, total, indexDate })}</p>
      <Computed view={view} />
      <Reservations view={view} />
      <Values view={view} />
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
  return boards.map((one) => <Board key={one.board.id} {...one} />)
}
