import { useState } from 'react'
import type { Inputs } from '../../clinical/assessment/assess.ts'
import type { Wording } from '../../hook/cards/wording.ts'
import type { PredictorDefinition } from '../../clinical/readings/input-definition.ts'
import type { Texts } from '../language/en.ts'
import { fill } from '../../base/fill.ts'
import { useSpeech } from '../language/language.tsx'
import type { Reasoned } from './reading-reason.ts'
import { RiskPicture } from './risk-picture.tsx'
import { assumable, type Assumptions, type WhatIf, whatIf } from './what-if.ts'

type FindingPredictor = Extract<PredictorDefinition, { readonly kind: 'finding' }>

interface FieldProps<Predictor extends PredictorDefinition = PredictorDefinition> {
  readonly predictor: Predictor
  readonly wording: Wording
  readonly value: number | undefined
  readonly onAssume: (value: number | undefined) => void
}

/** The findings that mean a number to the model, one per number where their names say the same. */
const assumableFindings = ({ values }: FindingPredictor) =>
  values.flatMap(({ id, meaning }) =>
    meaning.kind === 'value' ? [{ id, value: meaning.value }] : [],
  )

function FindingField({ predictor, wording, onAssume }: FieldProps<FindingPredictor>) {
  const { texts } = useSpeech()
  const findings = assumableFindings(predictor)
  return (
    <label>
      {fill(texts.app.assume, { label: wording.label(predictor.id) })}
      <select
        defaultValue=""
        onChange={({ target }) => onAssume(findings.find(({ id }) => id === target.value)?.value)}
      >
        <option value="">{texts.app.notAssumed}</option>
        {findings.map(({ id }) => (
          <option key={id} value={id}>
            {wording.finding(predictor.id, id)}
          </option>
        ))}
      </select>
    </label>
  )
}

const STEPS = 100

function NumberField({ predictor, wording, value, onAssume }: FieldProps) {
  const { texts } = useSpeech()
  const [least, most] = predictor.referenceRange
  const name = fill(texts.app.assume, { label: wording.label(predictor.id) })
  return (
    <div className="assume">
      <label className="choice">
        <input
          type="checkbox"
          checked={value !== undefined}
          onChange={({ target }) => onAssume(target.checked ? (least + most) / 2 : undefined)}
        />
        {fill(texts.common.named, { name })}
        {value === undefined ? texts.app.notAssumed : wording.number(predictor.id, value)}
      </label>
      {value !== undefined && (
        <input
          type="range"
          aria-label={name}
          aria-valuetext={wording.number(predictor.id, value)}
          min={least}
          max={most}
          step={(most - least) / STEPS}
          value={value}
          onChange={({ target }) => onAssume(Number(target.value))}
        />
      )}
      <span className="quiet">
        {wording.bareNumber(predictor.id, least)}
        {texts.common.rangeTo}
        {wording.number(predictor.id, most)}
      </span>
    </div>
  )
}

type ResultProps = Pick<PanelProps, 'reasoned' | 'wording' | 'inputs'> & {
  readonly assumptions: Assumptions
}

/** What the model would say, as a picture that moves with the assumptions. */
function Result({ reasoned, wording, inputs, assumptions }: ResultProps) {
  const { app } = useSpeech().texts
  if (Object.values(assumptions).every((value) => value === undefined)) return null
  const answer = whatIf(reasoned, inputs, assumptions)
  const picture = { definition: reasoned.definition, wording, isAssumed: true }
  return (
    <div className="assumed">
      <p role="status">
        <span className="tag">{app.assumed}</span> {textOf(answer, wording, app)}
      </p>
      {answer.kind === 'estimate' && (
        <RiskPicture
          {...picture}
          range={answer.estimate.range}
          rangeName={app.assumedRange}
          risk={{ at: answer.estimate.predictedRisk, text: wording.figure(answer.estimate) }}
        />
      )}
      {answer.kind === 'bounds' && (
        <RiskPicture {...picture} range={answer.range} rangeName={app.boundsLabel} />
      )}
    </div>
  )
}

function textOf(answer: WhatIf, wording: Wording, app: Texts['app']): string {
  switch (answer.kind) {
    case 'estimate':
      return fill(app.assumedResult, {
        risk: wording.figure(answer.estimate),
        range: wording.range(answer.estimate.range),
      })
    case 'bounds':
      return fill(app.assumedBounds, { bounds: wording.range(answer.range) })
    case 'nothing':
      return app.assumedNothing
  }
}

interface PanelProps {
  readonly reasoned: Reasoned
  readonly wording: Wording
  readonly inputs: Inputs
}

/** What the model would say if a missing input were known: assumed, never saved. */
export function WhatIfPanel(props: PanelProps) {
  const { texts } = useSpeech()
  const [assumptions, setAssumptions] = useState<Assumptions>({})
  const { reasoned, wording, inputs } = props
  const open = assumable(reasoned.definition, inputs)
  if (open.length === 0) return null
  const assume = (id: string) => (value: number | undefined) =>
    setAssumptions((before) => ({ ...before, [id]: value }))
  return (
    <section className="what-if" aria-labelledby="what-if">
      <h2 id="what-if">{texts.app.whatIf}</h2>
      <p className="quiet">{texts.app.whatIfNote}</p>
      {open.map((predictor) => {
        const field = { wording, value: assumptions[predictor.id], onAssume: assume(predictor.id) }
        return predictor.kind === 'finding' ? (
          <FindingField key={predictor.id} predictor={predictor} {...field} />
        ) : (
          <NumberField key={predictor.id} predictor={predictor} {...field} />
        )
      })}
      <Result {...props} assumptions={assumptions} />
    </section>
  )
}
