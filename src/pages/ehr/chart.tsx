import { nameOf } from '../../clinical/fhir/concept.ts'
import { fill } from '../language/fill.ts'
import { formatDate } from '../language/format.ts'
import { useSpeech } from '../language/language.tsx'
import { Sparkline } from '../figures/sparkline.tsx'
import { HeadRow } from '../parts/table.tsx'
import { toPatientLine } from '../patient-line.ts'
import type { Chart, ResultRow } from './chart-data.ts'
import type { ChartState } from './use-chart.ts'
import { toLookup } from '../../base/lookup.ts'

function Course({ row }: { readonly row: ResultRow }) {
  const { texts } = useSpeech()
  const { name, points } = row
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

function Results({ rows, title }: { readonly rows: readonly ResultRow[]; readonly title: string }) {
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
            <th scope="row">
              {row.name}
              {lesions.size > 1 && row.of !== undefined && <span className="quiet"> {row.of}</span>}
            </th>
            <td>{row.value}</td>
            <td className="date">{formatDate(row.date, language)}</td>
            {hasCourse && (
              <td>
                <Course row={row} />
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
      <span>{fill(texts.ehr.born, { date: formatDate(birthDate, language) })}</span>
      <span className="quiet">{patientId}</span>
    </div>
  )
}

export function ChartView({
  state,
  patientId,
}: {
  readonly state: ChartState
  readonly patientId: string
}) {
  const { texts } = useSpeech()
  const { chart, why } = state
  return (
    <section
      className="chart"
      aria-labelledby="chart-title"
      aria-busy={chart === undefined && why === undefined}
    >
      <h2 id="chart-title">{texts.ehr.chart}</h2>
      {why !== undefined && <p role="alert">{fill(texts.ehr.chartFailed, { why })}</p>}
      {chart === undefined && why === undefined && <p>{texts.common.loading}</p>}
      {chart !== undefined && (
        <>
          <Banner chart={chart} patientId={patientId} />
          <Lists chart={chart} />
          {(['staging', 'laboratory', 'imaging'] as const).map((group) => (
            <Results
              key={group}
              title={texts.ehr[group]}
              rows={chart.results.filter((row) => row.group === group)}
            />
          ))}
          {chart.results.length === 0 && <p className="quiet">{texts.ehr.noResults}</p>}
        </>
      )}
    </section>
  )
}
