import { RiskScale } from '../figures/risk-scale.tsx'
import { fill } from '../language/fill.ts'
import { formatDate } from '../language/format.ts'
import { useSpeech } from '../language/language.tsx'
import { FigureTable } from '../parts/figure-table.tsx'
import type { Reasoned, Told } from './reading-reason.ts'
import type { Speaker } from './wording.ts'

interface Props {
  readonly reasoned: Reasoned
  readonly speaker: Speaker
}

type Of<Kind extends Told['kind']> = Extract<Told, { readonly kind: Kind }>

function useCategories({ reasoned, speaker }: Props) {
  const { categories } = reasoned.definition.model.definition
  return categories.map((one) => ({ ...one, name: speaker.categoryOf(one.id) }))
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

function Estimated({ told, ...props }: Props & { readonly told: Of<'estimated'> }) {
  const { app } = useSpeech().texts
  const { speaker, reasoned } = props
  const { predictedRisk, interval, envelope } = told.estimate
  const isCalibrated = reasoned.definition.model.definition.calibration === 'outcome-calibrated'
  const rows: readonly KeyRow[] = [
    ['key-mark', app.risk, speaker.percent(predictedRisk)],
    // Without published standard errors there is no interval to show.
    ...(interval.low < interval.high
      ? [['key-interval', app.interval, speaker.range(interval)] as const]
      : []),
    ['key-envelope', app.envelope, speaker.range(envelope)],
  ]
  const risk = speaker.percent(predictedRisk)
  const envelopeText = `${app.envelope}: ${speaker.range(envelope)}`
  return (
    <>
      <p>
        <span className="figure">{risk}</span> {app.risk}
        {!isCalibrated && <span className="quiet"> ({app.notCalibrated})</span>}
      </p>
      <RiskScale
        categories={useCategories(props)}
        envelope={envelope}
        interval={interval}
        risk={predictedRisk}
        label={fill(app.scale, { risk, interval: speaker.range(interval), envelope: envelopeText })}
      />
      <Key rows={rows} />
      <p>{fill(app.meaning, { risk })}</p>
      <FigureTable head={rows.map(([, name]) => name)} rows={[rows.map(([, , v]) => v)]} />
      <p className="quiet">{app.bordersNote}</p>
    </>
  )
}

function Insufficient({ told, ...props }: Props & { readonly told: Of<'insufficient-data'> }) {
  const { texts } = useSpeech()
  const { speaker } = props
  const bounds = speaker.range(told.bounds.envelope)
  return (
    <>
      <RiskScale
        categories={useCategories(props)}
        envelope={told.bounds.envelope}
        label={fill(texts.app.scaleBounds, { bounds })}
      />
      <Key rows={[['key-envelope', texts.app.boundsLabel, bounds]]} />
      <p>{texts.app.boundsNote}</p>
    </>
  )
}

function NotApplicable({
  told,
  speaker,
}: {
  readonly told: Of<'not-applicable'>
  readonly speaker: Speaker
}) {
  return (
    <ul>
      {told.because.map((id) => (
        <li key={id}>{speaker.cards.texts.applicability[id] ?? id}</li>
      ))}
    </ul>
  )
}

function useTitle({ reasoned: { assessment, definition }, speaker }: Props): string {
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
      const found = Object.values(assessment.inputs).filter(({ kind }) => kind === 'found')
      return fill(app.notComputed, { n: found.length, total: definition.inputs.predictors.length })
    }
    case 'estimated': {
      const { category } = assessment.estimate
      if (category === undefined) return app.notClassifiable
      return fill(app.likelihood, { category: speaker.categoryOf(category) })
    }
  }
}

function Body(props: Props) {
  const { assessment } = props.reasoned
  switch (assessment.kind) {
    case 'estimated':
      return <Estimated {...props} told={assessment} />
    case 'insufficient-data':
      return <Insufficient {...props} told={assessment} />
    case 'not-applicable':
      return <NotApplicable told={assessment} speaker={props.speaker} />
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
    assessment.kind === 'estimated' &&
    definition.model.definition.calibration !== 'outcome-calibrated'
  return (
    <section className="headline" aria-labelledby="headline">
      <p className="quiet">{props.speaker.cards.sourceLabel}</p>
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
