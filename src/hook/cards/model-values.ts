import { type Instant, toIsoDate } from '../../base/time.ts'
import { type RelevantAssessment, situationOf } from '../../clinical/assessment/assess.ts'
import { factsOnCard, stageOf, usualRangesOf } from '../../clinical/assessment/facts.ts'
import { reviewState } from '../../clinical/assessment/model-card.ts'
import { stateOf } from '../../clinical/assessment/unread-keys.ts'
import type { Service } from '../service.ts'
import type { SituationValues } from './card-placeholders.ts'
import type { Wording } from './wording.ts'

export type ModelValues = SituationValues<'under-review'>

/** What a line of the card says of study, guidance and trials, to this patient on this day. */
export function factLine(
  service: Service,
  assessment: RelevantAssessment,
  {
    line,
    now,
    wording,
  }: { readonly line: string; readonly now: Instant; readonly wording: Wording },
): string {
  const situation = situationOf(assessment)
  const place = {
    line,
    situation,
    day: toIsoDate(now),
    stage: stageOf(assessment, service.factSheet),
    usualRanges: usualRangesOf(assessment),
  }
  return factsOnCard(service.factSheet, place).map(wording.fact.onCard).join(wording.sentenceGap)
}

/** What was not read, one row for all that was not read for one reason. */
function byReason(unread: ModelValues['unread'], gap: string): ModelValues['unread'] {
  const rows = Map.groupBy(unread, ({ state, why, remedy }) => [state, why, remedy].join('|'))
  return [...rows.values()].flatMap(([first, ...others]) =>
    first === undefined
      ? []
      : [{ ...first, key: [first, ...others].map(({ key }) => key).join(gap) }],
  )
}

/** What every card says of its model. */
export function modelValues(
  service: Service,
  assessment: RelevantAssessment,
  now: Instant,
  wording: Wording,
): ModelValues {
  const { model, review } = service
  const { unread } = assessment
  const { version } = model.definition
  const state = 'estimate' in assessment ? assessment.estimate.state : model.stateOn(toIsoDate(now))
  const fittedHere = wording.fittedHere(model.definition)
  const isCalibrated = state === 'outcome-calibrated'
  return {
    calibrated: isCalibrated,
    provisional: !isCalibrated,
    calibration: wording.calibration(state),
    fittedHere,
    ownEvidence: wording.ownEvidence(state, model.definition),
    modelVersion: version,
    reviewOverdue: reviewState(review, now) === 'overdue',
    reviewBy: review.reviewBy,
    // They are the study's, and not of a model that was fitted here.
    limits:
      fittedHere === '' ? factLine(service, assessment, { line: 'limits', now, wording }) : '',
    hasUnread: unread.length > 0,
    unread: byReason(unread.map(wording.unread), wording.listGap),
    isAllPartial: unread.every((key) => stateOf(key) === 'partial'),
  }
}
