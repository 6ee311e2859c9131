import { RiskScale } from '../figures/risk-scale.tsx'
import { fill } from '../language/fill.ts'
import { formatDate } from '../language/format.ts'
import { useSpeech } from '../language/language.tsx'
import { FigureTable } from '../parts/figure-table.tsx'
import type { RelevantAssessment } from '../../clinical/assessment/assess.ts'
import { hasSitePatients } from '../../clinical/models/site-evidence.ts'
import type { Wording } from '../../hook/cards/wording.ts'
import type { Reasoned } from './reading-reason.ts'

interface Props {
  readonly reasoned: Reasoned
  readonly wording: Wording
}

type Of<Kind extends RelevantAssessment['kind']> = Extract<
  RelevantAssessment,
  { readonly kind: Kind }
>

function useCategories({ reasoned, wording }: Props) {
  const { categories } = reasoned.definition.model.definition
  return categories.map((category) => ({ ...category, name: wording.category(category.id) }))
}

type KeyRow = readonly [className: string, name: string, value: string]

/** The words beside the scale: no mark is told by its colour alone. */
function Key({ rows }: { readonly rows: readonly KeyRow[] }) {
  return (
    <ul className="key">
      {rows.map(([className, name, value]) => (
        <li key={className} className={className}>
          {name}: <b>{value}</b>
        </li>
      ))}
    </ul>
  )
}

function Estimated({ assessment, ...props }: Props & { readonly assessment: Of<'estimated'> }) {
  const { app } = useSpeech().texts
  const { wording } = props
  const { estimate } = assessment
  const risk = wording.figure(estimate)
  const range = wording.range(estimate.range)
  const rows: readonly KeyRow[] = [
    ['key-envelope', app.range, range],
    ['key-mark', app.risk, risk],
  ]
  const isNumberFirst = hasSitePatients(estimate.state)
  return (
    <>
      <p>
        <span className="figure">{isNumberFirst ? risk : range}</span>{' '}
        {isNumberFirst ? fill(app.withRange, { range }) : fill(app.meanRisk, { risk })}
      </p>
      <RiskScale
        categories={useCategories(props)}
        range={estimate.range}
        risk={estimate.predictedRisk}
        label={fill(app.scale, { risk, range })}
      />
      <Key rows={rows} />
      <p>{wording.evidence(estimate, props.reasoned.definition)}</p>
      {wording.fallbacks(estimate).map((text) => (
        <p key={text}>{text}</p>
      ))}
      {estimate.asPublished !== undefined && <p>{wording.step(estimate)}</p>}
      {estimate.rank !== undefined && <p>{wording.rank(estimate.rank)}</p>}
      <FigureTable head={rows.map(([, name]) => name)} rows={[rows.map(([, , v]) => v)]} />
      <p className="quiet">{app.bordersNote}</p>
    </>
  )
}

function Insufficient({
  assessment,
  ...props
}: Props & { readonly assessment: Of<'insufficient-data'> }) {
  const { texts } = useSpeech()
  const { wording } = props
  const categories = useCategories(props)
  if (assessment.bounds === undefined) return null
  const bounds = wording.range(assessment.bounds.range)
  return (
    <>
      <RiskScale
        categories={categories}
        range={assessment.bounds.range}
        label={fill(texts.app.scaleBounds, { bounds })}
      />
      <Key rows={[['key-envelope', texts.app.boundsLabel, bounds]]} />
      <p>{texts.app.boundsNote}</p>
    </>
  )
}

function NotApplicable({
  assessment,
  wording,
}: {
  readonly assessment: Of<'not-applicable'>
  readonly wording: Wording
}) {
  return (
    <ul>
      {assessment.because.map((id) => (
        <li key={id}>{wording.rule(id)}</li>
      ))}
    </ul>
  )
}

function useTitle({ reasoned: { assessment, definition }, wording }: Props): string {
  const { app } = useSpeech().texts
  switch (assessment.kind) {
    case 'no-diagnosis':
      return app.noDiagnosis
    case 'diagnosis-unreadable':
      return app.diagnosisUnreadable
    case 'under-review':
      return app.underReview
    case 'not-applicable':
      return app.notApplicable
    case 'insufficient-data': {
      if (assessment.isHalfRead) return app.recordUnread
      const found = Object.values(assessment.inputs).filter(({ kind }) => kind === 'found')
      return fill(app.notComputed, { n: found.length, total: definition.inputs.predictors.length })
    }
    case 'estimated': {
      const { category } = assessment.estimate
      if (category !== undefined)
        return fill(app.likelihood, { category: wording.category(category) })
      const statement = wording.statement(assessment.estimate)
      return statement === '' ? app.notClassifiable : fill(app.likelihood, { category: statement })
    }
  }
}

function Body(props: Props) {
  const { assessment } = props.reasoned
  switch (assessment.kind) {
    case 'estimated':
      return <Estimated {...props} assessment={assessment} />
    case 'insufficient-data':
      return <Insufficient {...props} assessment={assessment} />
    case 'not-applicable':
      return <NotApplicable assessment={assessment} wording={props.wording} />
    case 'no-diagnosis':
    case 'diagnosis-unreadable':
    case 'under-review':
      return null
  }
}

/** What is concluded, in one line and on one scale. */
export function Headline(props: Props) {
  const { texts, language } = useSpeech()
  const { assessment, definition } = props.reasoned
  const isProvisional =
    assessment.kind === 'estimated' && assessment.estimate.state !== 'outcome-calibrated'
  return (
    <section className="headline" aria-labelledby="headline">
      <p className="quiet">{definition.cards.sourceLabel}</p>
      <h2 id="headline">
        {useTitle(props)} {isProvisional && <span className="tag">{texts.app.provisional}</span>}
      </h2>
      <Body {...props} />
      {'indexDay' in assessment && (
        <p className="quiet">
          {fill(texts.app.indexDate, { date: formatDate(assessment.indexDay, language) })}
        </p>
      )}
    </section>
  )
}
