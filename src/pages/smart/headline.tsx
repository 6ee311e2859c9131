import { fill } from '../../base/fill.ts'
import { formatDate } from '../language/format.ts'
import { useSpeech } from '../language/language.tsx'
import type { RelevantAssessment } from '../../clinical/assessment/assess.ts'
import { hasSitePatients } from '../../clinical/models/site-evidence.ts'
import { scenarioRows } from '../../hook/cards/scenario-rows.ts'
import type { Wording } from '../../hook/cards/wording.ts'
import type { Reasoned } from './reading-reason.ts'
import { RiskPicture } from './risk-picture.tsx'

interface Props {
  readonly reasoned: Reasoned
  readonly wording: Wording
}

type Of<Kind extends RelevantAssessment['kind']> = Extract<
  RelevantAssessment,
  { readonly kind: Kind }
>

/** The figure that leads: the range, or the number where it is about the site's own patients. */
function Figure({ assessment: { estimate }, wording }: Props & Estimated) {
  const { app } = useSpeech().texts
  const [risk, range] = [wording.figure(estimate), wording.range(estimate.range)]
  const [first, second] = hasSitePatients(estimate.state)
    ? [risk, fill(app.withRange, { range })]
    : [range, fill(app.meanRisk, { risk })]
  return (
    <p>
      <span className="figure">{first}</span> {risk !== range && second}
    </p>
  )
}

interface Estimated {
  readonly assessment: Of<'estimated'>
}

function EstimatedBody(props: Props & Estimated) {
  const { app } = useSpeech().texts
  const { wording, reasoned } = props
  const { estimate } = props.assessment
  const more = [
    wording.evidence(estimate, reasoned.definition),
    ...wording.fallbacks(estimate),
    ...(estimate.asPublished === undefined ? [] : [wording.step(estimate)]),
    ...(estimate.rank === undefined ? [] : [wording.rank(estimate.rank)]),
  ]
  return (
    <>
      <Figure {...props} />
      {more.map((text) => (
        <p key={text}>{text}</p>
      ))}
      <RiskPicture
        definition={reasoned.definition}
        wording={wording}
        range={estimate.range}
        rangeName={app.range}
        risk={{ at: estimate.predictedRisk, text: wording.figure(estimate) }}
      />
      <p className="quiet">{app.bordersNote}</p>
    </>
  )
}

function InsufficientBody({
  assessment: { bounds },
  reasoned,
  wording,
}: Props & { readonly assessment: Of<'insufficient-data'> }) {
  const { app } = useSpeech().texts
  if (bounds === undefined) return null
  const rows = scenarioRows(reasoned.definition, bounds, wording)
  return (
    <>
      <p>{app.boundsNote}</p>
      {rows.length > 0 && (
        <ul className="scenarios">
          {rows.map((row) => (
            <li key={row.value}>{fill(app.scenario, row)}</li>
          ))}
        </ul>
      )}
      <RiskPicture
        definition={reasoned.definition}
        wording={wording}
        range={bounds.range}
        rangeName={app.boundsLabel}
      />
    </>
  )
}

function NotApplicableBody({
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

/** What is concluded, in a line. */
export function useTitle({ reasoned: { assessment, definition }, wording }: Props): string {
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
      return <EstimatedBody {...props} assessment={assessment} />
    case 'insufficient-data':
      return <InsufficientBody {...props} assessment={assessment} />
    case 'not-applicable':
      return <NotApplicableBody assessment={assessment} wording={props.wording} />
    case 'no-diagnosis':
    case 'diagnosis-unreadable':
    case 'under-review':
      return null
  }
}

/** What is concluded, in one line and in one picture. */
export function Headline(props: Props) {
  const { texts, language } = useSpeech()
  const { assessment, definition } = props.reasoned
  const isProvisional =
    assessment.kind === 'estimated' && assessment.estimate.state !== 'outcome-calibrated'
  return (
    <section className="headline" aria-labelledby="headline">
      <p className="quiet">
        {definition.cards.sourceLabel}
        {'indexDay' in assessment &&
          ` · ${fill(texts.app.indexDate, { date: formatDate(assessment.indexDay, language) })}`}
      </p>
      <h2 id="headline">
        {useTitle(props)} {isProvisional && <span className="tag">{texts.app.provisional}</span>}
      </h2>
      <Body {...props} />
    </section>
  )
}
