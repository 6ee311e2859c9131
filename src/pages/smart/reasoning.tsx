import { useEffect, useMemo } from 'react'
import type { FhirResource } from '../../clinical/fhir/resource.ts'
import { stageOf } from '../../clinical/assessment/facts.ts'
import { toWording, type Wording } from '../../hook/cards/wording.ts'
import { serviceSpeaking } from '../../hook/service.ts'
import { fill } from '../../base/fill.ts'
import { formatDate } from '../language/format.ts'
import { type EntryForm, toEntryForm } from '../../hook/entry/entry-form.ts'
import { useSpeech } from '../language/language.tsx'
import { toPatientLine } from '../patient-line.ts'
import { now } from '../surroundings.ts'
import { Actions } from './actions.tsx'
import { CompleteInputs } from './entry/complete-inputs.tsx'
import { Drivers } from './drivers.tsx'
import { Headline, useTitle } from './headline.tsx'
import { Gaps, Unread, UsedInputs } from './inputs.tsx'
import type { Reasoned } from './reading-reason.ts'
import type { Session } from './session.ts'
import { ScoresSection } from './scores-section.tsx'
import { Statements } from './statements.tsx'
import { Statistics } from './statistics.tsx'
import { WhatIfPanel } from './what-if-panel.tsx'
import { toLookup } from '../../base/lookup.ts'

interface ReasoningProps {
  readonly session: Session
  readonly reasoned: Reasoned
  readonly onWritten: (stored: readonly FhirResource[]) => void
  /** Told the headline when it is shown, for who cannot see it. */
  readonly onTold: (headline: string) => void
}

interface GatheringProps extends PartProps, Pick<ReasoningProps, 'session' | 'onWritten'> {
  readonly form: EntryForm
}

interface PartProps {
  readonly reasoned: Reasoned
  readonly wording: Wording
}

function PatientBanner({ reasoned, session }: Pick<ReasoningProps, 'reasoned' | 'session'>) {
  const { texts, language } = useSpeech()
  const { patient } = reasoned
  if (patient === undefined) return <p className="banner">Patient/{session.patientId}</p>
  const { name, sex, birthDate } = toPatientLine(patient, language)
  const sexes = toLookup<string>(texts.ehr.sex)
  return (
    <p className="banner">
      <strong>{name}</strong>
      <span>{sexes[sex] ?? sex}</span>
      <span>{fill(texts.ehr.born, { date: formatDate(birthDate, language) })}</span>
      <span className="quiet">{session.patientId}</span>
    </p>
  )
}

/** Whether the record is still what the card was made from. */
function CardDifference({ reasoned, wording }: PartProps) {
  const { app, common } = useSpeech().texts
  const { difference } = reasoned
  switch (difference.kind) {
    case 'no-card':
      return <p className="quiet">{app.noCard}</p>
    case 'same':
      return <p className="quiet">{app.cardSame}</p>
    case 'other-situation':
      return <p className="notice">{app.cardSituation}</p>
    case 'other-inputs': {
      const value = (id: string, number: number | undefined) =>
        number === undefined ? common.none : wording.number(id, number)
      return (
        <div className="notice">
          <p>{app.cardDiffers}</p>
          <ul>
            {difference.inputs.map(({ predictor, then, now }) => (
              <li key={predictor}>
                {fill(app.cardDiffersRow, {
                  label: wording.label(predictor),
                  then: value(predictor, then),
                  now: value(predictor, now),
                })}
              </li>
            ))}
          </ul>
        </div>
      )
    }
  }
}

function Cautions({ reasoned: { assessment }, wording }: PartProps) {
  const { texts } = useSpeech()
  if (!('cautions' in assessment)) return null
  const cautions = wording.cautions(assessment)
  if (cautions.length === 0) return null
  return (
    <section className="notice" aria-labelledby="cautions">
      <h2 id="cautions">{texts.app.cautions}</h2>
      <ul>
        {cautions.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </section>
  )
}

/** What can still be known, and what it would change. */
function Gathering({ session, reasoned, wording, form, onWritten }: GatheringProps) {
  const { assessment } = reasoned
  const part = { reasoned, wording }
  // What nobody read is not to be assumed: it may be in the record.
  const isHalfRead = assessment.kind === 'insufficient-data' && assessment.isHalfRead
  return (
    <>
      <Unread unread={assessment.unread} wording={wording} />
      <Cautions {...part} />
      {'inputs' in assessment && <Gaps inputs={assessment.inputs} wording={wording} />}
      <CompleteInputs {...part} form={form} session={session} onWritten={onWritten} />
      {'inputs' in assessment && !isHalfRead && (
        <WhatIfPanel {...part} inputs={assessment.inputs} />
      )}
    </>
  )
}

function Reasons({ session, ...part }: PartProps & Pick<ReasoningProps, 'session'>) {
  const { assessment } = part.reasoned
  return (
    <>
      {assessment.kind === 'estimated' && <Drivers {...part} estimate={assessment.estimate} />}
      {'inputs' in assessment && (
        <UsedInputs {...part} inputs={assessment.inputs} session={session} />
      )}
    </>
  )
}

const NOT_STATISTICS = ['study', 'trial', 'guidance', 'choice'] as const

function Background({ reasoned: { assessment, definition }, wording }: PartProps) {
  const { texts } = useSpeech()
  const facts = { definition, wording, stage: stageOf(assessment, definition.factSheet) }
  const { id, version, calibration } = definition.model.definition
  const calibrationText = wording.calibration(calibration)
  return (
    <>
      <section aria-labelledby="options">
        <h2 id="options">{texts.app.options}</h2>
        <Statements {...facts} section="options" />
      </section>
      <section aria-labelledby="limits">
        <h2 id="limits">{texts.app.limits}</h2>
        <Statements {...facts} section="limits" kinds={NOT_STATISTICS} />
        <p className="quiet">
          {fill(texts.app.model, { id, version, calibration: calibrationText })}{' '}
          <a href={`../cds-services/${definition.id}/model-card`} target="_blank" rel="noopener">
            {texts.app.modelCard}
          </a>
        </p>
      </section>
    </>
  )
}

/** What a printed page says of itself. */
function Printed({ reasoned, wording }: PartProps) {
  const { texts, language } = useSpeech()
  const { id, version, calibration } = reasoned.definition.model.definition
  const values = {
    id,
    version,
    date: formatDate(new Date(now()).toISOString(), language),
    calibration: wording.calibration(calibration),
  }
  return <p className="print-only quiet">{fill(texts.app.printed, values)}</p>
}

function useTold(headline: string, onTold: ReasoningProps['onTold']) {
  useEffect(() => onTold(headline), [headline, onTold])
}

/** What one model makes of the record, and what can be done about it. */
function ModelResult({ session, reasoned, onWritten, onTold }: ReasoningProps) {
  const { language } = useSpeech()
  const definition = serviceSpeaking(reasoned.definition, language)
  const part = { reasoned: { ...reasoned, definition }, wording: toWording(definition) }
  // In one language, whoever reads it in which: what is stored is the same.
  const form = useMemo(() => toEntryForm(reasoned.definition), [reasoned.definition])
  useTold(useTitle(part), onTold)
  return (
    <>
      <CardDifference {...part} />
      <div className="answer">
        <Headline {...part} />
        <Actions reasoned={part.reasoned} session={session} onWritten={onWritten} />
      </div>
      <div className="reasoning">
        <div className="column">
          <Gathering {...part} form={form} session={session} onWritten={onWritten} />
          <Reasons {...part} session={session} />
        </div>
        <div className="column">
          <Background {...part} />
        </div>
      </div>
      <Statistics {...part} />
      <ScoresSection session={session} reasoned={reasoned} />
      <Printed {...part} />
    </>
  )
}

/** The whole reasoning for one patient, on one page. */
export function Reasoning(props: ReasoningProps) {
  return (
    <>
      <PatientBanner session={props.session} reasoned={props.reasoned} />
      <ModelResult {...props} />
    </>
  )
}
