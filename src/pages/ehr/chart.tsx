import { lazy, Suspense, useEffect, useState } from 'react'
import { nameOf } from '../../clinical/fhir/concept.ts'
import { whyOf } from '../cds/failure-text.ts'
import { fill } from '../../base/fill.ts'
import { formatDate } from '../language/format.ts'
import { useSpeech } from '../language/language.tsx'
import { Sparkline } from '../figures/sparkline.tsx'
import { HeadRow } from '../parts/table.tsx'
import { toPatientLine } from '../patient-line.ts'
import type { Chart, ResultRow } from './chart-data.ts'
import type { ChartService } from './chart-service.ts'
import type { ChartState } from './use-chart.ts'
import { useWords } from './words/words.ts'
import { toLookup } from '../../base/lookup.ts'

const TimelineView = lazy(() =>
  import('./timeline.tsx').then(({ TimelineView }) => ({ default: TimelineView })),
)

function Course({ row, name }: { readonly row: ResultRow; readonly name: string }) {
  const { texts } = useSpeech()
  const { points } = row
  const [first] = points
  const last = points.at(-1)
  if (points.length < 2 || first === undefined || last === undefined) return null
  const label = fill(texts.ehr.courseOf, {
    name,
    n: points.length,
    first: first.value,
    last: last.value,
  })
  return <Sparkline points={points} label={label} />
}

interface ResultsProps {
  readonly rows: readonly ResultRow[]
  readonly title: string
  /** What a result is called in few words, and its value. */
  readonly nameOfRow: (row: ResultRow) => string
  readonly valueOfRow: (row: ResultRow) => string
}

function Results({ rows, title, nameOfRow, valueOfRow }: ResultsProps) {
  const { language, texts } = useSpeech()
  const lesions = new Set(rows.map((row) => row.of))
  if (rows.length === 0) return null
  const hasCourse = rows.some(({ points }) => points.length > 1)
  const { result, value, date, course } = texts.ehr
  return (
    <table className="results">
      <caption>{title}</caption>
      <HeadRow cells={[result, value, date, ...(hasCourse ? [course] : [])]} />
      <tbody>
        {rows.map((row) => (
          <tr key={row.newest.reference}>
            <th scope="row" title={row.name}>
              {nameOfRow(row)}
              {lesions.size > 1 && row.of !== undefined && <span className="quiet"> {row.of}</span>}
            </th>
            <td>{valueOfRow(row)}</td>
            <td className="date">{formatDate(row.date, language)}</td>
            {hasCourse && (
              <td>
                <Course row={row} name={nameOfRow(row)} />
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Lists({ chart }: { readonly chart: Chart }) {
  const { language, texts } = useSpeech()
  const problems = chart.conditions.filter(({ holds }) => holds)
  return (
    <div className="pair">
      <section>
        <h3>{texts.ehr.problems}</h3>
        {problems.length === 0 && <p className="quiet">{texts.ehr.noProblems}</p>}
        <ul>
          {problems.map(({ reference, code }) => (
            <li key={reference}>{nameOf(code)}</li>
          ))}
        </ul>
      </section>
      <section>
        <h3>{texts.ehr.procedures}</h3>
        {chart.procedures.length === 0 && <p className="quiet">{texts.ehr.noProcedures}</p>}
        <ul>
          {chart.procedures.map(({ reference, codes: [code], time }) => (
            <li key={reference}>
              {code === undefined ? reference : nameOf(code)}{' '}
              <span className="quiet">{formatDate(time?.written, language)}</span>
            </li>
          ))}
        </ul>
      </section>
    </div>
  )
}

function Banner({ chart, patientId }: { readonly chart: Chart; readonly patientId: string }) {
  const { language, texts } = useSpeech()
  const { name, sex, birthDate } = toPatientLine(chart.patient, language)
  const sexes = toLookup<string>(texts.ehr.sex)
  return (
    <div className="banner">
      <strong>{name}</strong>
      <span>{sexes[sex] ?? sex}</span>
      {birthDate !== undefined && (
        <span>{fill(texts.ehr.born, { date: formatDate(birthDate, language) })}</span>
      )}
      <span className="quiet">{patientId}</span>
    </div>
  )
}

/** Loaded beside the chart, which does not wait for it. */
function useChartService(): ChartService | undefined {
  const [service, setService] = useState<ChartService | undefined>()
  useEffect(() => {
    import('./chart-service.ts')
      .then(({ loadChartService }) => loadChartService())
      .then(setService, () => undefined)
  }, [])
  return service
}

function Failed({ chart: { failed } }: { readonly chart: Chart }) {
  const { texts } = useSpeech()
  const words = useWords()
  const names = {
    problems: texts.ehr.problems,
    procedures: texts.ehr.procedures,
    results: texts.ehr.result,
  }
  return failed.map(({ part, error }) => (
    <p key={part} role="alert">
      {fill(words.chart.partFailed, { part: names[part], why: whyOf(words.failures, error) })}
    </p>
  ))
}

function ChartBody({ chart, patientId }: { readonly chart: Chart; readonly patientId: string }) {
  const { texts, language } = useSpeech()
  const known = useChartService()
  const nameOfRow = ({ newest: { code } }: ResultRow) =>
    known?.shortName(code, language, known.service) ?? nameOf(code)
  const valueOfRow = ({ newest, value }: ResultRow) =>
    known?.valueIn(newest, language, known.service) ?? value
  return (
    <>
      <Banner chart={chart} patientId={patientId} />
      <Failed chart={chart} />
      <Lists chart={chart} />
      {known !== undefined && (
        <Suspense>
          <TimelineView chart={chart} service={known.service} />
        </Suspense>
      )}
      {(['staging', 'laboratory', 'imaging'] as const).map((group) => (
        <Results
          key={group}
          title={texts.ehr[group]}
          {...{ nameOfRow, valueOfRow }}
          rows={chart.results.filter((row) => row.group === group)}
        />
      ))}
      {chart.results.length === 0 && <p className="quiet">{texts.ehr.noResults}</p>}
    </>
  )
}

export function ChartView({
  state: { chart, error },
  patientId,
}: {
  readonly state: ChartState
  readonly patientId: string
}) {
  const { texts } = useSpeech()
  const words = useWords()
  const isLoading = chart === undefined && error === undefined
  return (
    <section className="chart" aria-labelledby="chart-title" aria-busy={isLoading}>
      <h2 id="chart-title">{texts.ehr.chart}</h2>
      {error !== undefined && (
        <p role="alert">{fill(words.chart.failed, { why: whyOf(words.failures, error) })}</p>
      )}
      {isLoading && <p>{texts.common.loading}</p>}
      {chart !== undefined && <ChartBody chart={chart} patientId={patientId} />}
    </section>
  )
}
