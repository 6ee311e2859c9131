import { onceOf } from '../base/once-of.ts'
import {
  afterReview,
  assess,
  type Inputs,
  missingInputsOf,
  situationOf,
} from '../clinical/assessment/assess.ts'
import { whyNoNumber } from '../clinical/assessment/input-reading.ts'
import type { RelevantOrder } from '../clinical/assessment/relevant-order.ts'
import type { Call } from './call.ts'
import type { AnswerKind } from './answer-kind.ts'
import type { OrderAssessment } from './answered-order.ts'
import { appLinks } from './cards/app-link.ts'
import { toCardValues } from './cards/card-values.ts'
import { renderCard } from './cards/render-card.ts'
import { makeSuggestions } from './cards/suggestions.ts'
import { fingerprint } from './fingerprint.ts'
import { type FhirResource, readBundle } from '../clinical/fhir/resource.ts'
import type { Card } from './protocol/card.ts'
import type { HookRequest } from './protocol/hook-request.ts'
import type { Service } from './service.ts'

/** What is firm, and what it rests on: both may change with a day, while inputs and model stay. */
function firmOf(assessment: OrderAssessment): readonly unknown[] {
  if (assessment.kind !== 'estimated') return []
  const { state, fallbacks, category, below, atLeast } = assessment.estimate
  return [state, fallbacks, category, below, atLeast]
}

/** What became of an input: the value used and where it is from, or why there is none. */
const usedOf = (inputs: Inputs): readonly unknown[] =>
  Object.entries(inputs).map(([name, reading]) =>
    reading.kind === 'found'
      ? [name, reading.value.number, reading.from.reference]
      : [name, whyNoNumber(reading)],
  )

/** The rules that the patient meets, and what else makes a card say less. */
function warnedOf(assessment: OrderAssessment): readonly unknown[] {
  if ('because' in assessment) return [assessment.because]
  if (!('inputs' in assessment)) return []
  const { inputs, cautions, outside, isOfLargestLesion } = assessment
  const warned = [usedOf(inputs), cautions, outside, isOfLargestLesion]
  if (assessment.kind === 'estimated') return warned
  const { isHalfRead, mayExclude, bounds } = assessment
  return [...warned, isHalfRead, mayExclude, bounds]
}

/**
 * What tells one answer of a model from another: the values used, where they are from, what is
 * warned of, what was not read, the model.
 */
function saidOf({ model }: Service, assessment: OrderAssessment): readonly unknown[] {
  const { id, version, intercept } = model.definition
  const said = [assessment.kind, ...warnedOf(assessment), assessment.unread]
  return [...said, id, version, intercept.value, ...firmOf(assessment)]
}

/** What is being ordered beside, where the hook tells. */
const draftsOf = (request: HookRequest): readonly FhirResource[] =>
  'draftOrders' in request.context ? readBundle(request.context.draftOrders).resources : []

function makeCard(
  definition: Service,
  relevant: RelevantOrder,
  assessment: OrderAssessment,
  call: Call,
): Card | undefined {
  const { request, ports } = call
  // Who only opens a record is told nothing but what is there: gaps and exclusions matter once the
  // procedure is ordered.
  const isOpened = request.hook === 'patient-view'
  if (isOpened && assessment.kind !== 'estimated') return undefined
  const situation = situationOf(assessment)
  const suggested = isOpened ? [] : (definition.cards.situations[situation]?.suggestions ?? [])
  const uuid = ports.newUuid()
  const card = renderCard(definition.cards, {
    uuid,
    situation,
    values: toCardValues(definition, assessment, ports.clock.now()),
    sourceUrl: ports.pageUrl(`cds-services/${definition.id}/model-card`),
    suggestions: makeSuggestions(definition, suggested, assessment, {
      patientId: request.context.patientId,
      order: relevant.order,
      requester: 'userId' in request.context ? request.context.userId : undefined,
      now: ports.clock.now(),
      newUuid: ports.newUuid,
      drafts: draftsOf(request),
    }),
    links: appLinks(
      definition,
      relevant,
      { uuid, situation, assessment },
      { appUrl: ports.appUrl, source: call.client.id },
    ),
    extension: fingerprint(call, relevant, (about) => [about, ...saidOf(definition, assessment)]),
  })
  return isOpened ? { ...card, indicator: 'info' } : card
}

/** Answers with the risk of a model, or with why there is none. */
export const withRisk = onceOf((definition: Service): AnswerKind<OrderAssessment> => ({
  categories: definition.model.definition.categories.map(({ id }) => id),
  inputs: [...definition.inputs.predictors, ...definition.inputs.auxiliaries],
  judge: (relevant, basis) => {
    const assessment = afterReview(definition.review, basis.now, assess(relevant, basis))
    return assessment.kind === 'not-relevant' ? undefined : assessment
  },
  makeCard: (relevant, assessment, call) => makeCard(definition, relevant, assessment, call),
  situationOf,
  categoryOf: (assessment) =>
    assessment.kind === 'estimated' ? assessment.estimate.category : undefined,
  missingInputsOf,
  toAnswered: (order, assessment) => ({ ...order, definition, assessment }),
}))
