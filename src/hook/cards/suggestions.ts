import type { RiskAssessment } from 'fhir/r4.js'
import type { Suggestion } from '../protocol/card.ts'
import { type FhirResource, isFhirResource } from '../../clinical/fhir/resource.ts'
import type { OrderView } from '../../clinical/fhir/order.ts'
import type { Assessment } from '../../clinical/assessment/assess.ts'
import { whyNoNumber, type WhyNoNumber } from '../../clinical/assessment/input-reading.ts'
import type { Service } from '../service.ts'
import type { RESOURCE_PLACEHOLDERS } from './card-placeholders.ts'
import type { ValuesOf } from './placeholders.ts'

/** For whom and for which order a suggestion is made. */
export interface SuggestionContext {
  readonly patientId: string
  readonly order: OrderView
  readonly newUuid: () => string
}

function toSuggestion(
  { label, description }: { readonly label: string; readonly description: string },
  resource: FhirResource,
  newUuid: () => string,
): Suggestion {
  return { label, uuid: newUuid(), actions: [{ type: 'create', description, resource }] }
}

function fromTemplate(
  definition: Service,
  id: string,
  { patientId, order, newUuid }: SuggestionContext,
): Suggestion {
  const template = definition.cards.resources[id]
  const values: ValuesOf<typeof RESOURCE_PLACEHOLDERS> = {
    patient: `Patient/${patientId}`,
    order: order.reference,
  }
  const resource = template?.resource.fill(values)
  if (template === undefined || !isFhirResource(resource))
    throw new TypeError(`the service has no resource ${id}`)
  return toSuggestion(template, resource, newUuid)
}

/**
 * The predicted risk as a FHIR R4 RiskAssessment, with what it rests on.
 * https://hl7.org/fhir/R4/riskassessment.html
 */
function riskAssessment(
  { model, cards }: Service,
  assessment: Extract<Assessment, { readonly kind: 'estimated' }>,
  { patientId }: SuggestionContext,
): RiskAssessment & FhirResource {
  const { method, outcome } = cards.texts.riskAssessment
  const references = Object.values(assessment.inputs).flatMap((reading) =>
    reading.kind === 'found' ? reading.from.reference.split(' / ') : [],
  )
  return {
    resourceType: 'RiskAssessment',
    status: 'final',
    subject: { reference: `Patient/${patientId}` },
    occurrenceDateTime: new Date(assessment.indexDate).toISOString(),
    method: { text: `${method} (${model.definition.id} ${model.definition.version})` },
    basis: [...new Set(references)].map((reference) => ({ reference })),
    prediction: [
      {
        outcome: { text: outcome },
        probabilityDecimal: Number(assessment.estimate.predictedRisk.toFixed(4)),
      },
    ],
  }
}

/** Reasons that a new measurement removes; the others need a mapping or a correction. */
const MEASURE_AGAIN: readonly (WhyNoNumber | undefined)[] = [
  'missing',
  'too-old',
  'no-partner',
  'methods-differ',
  'in-wash-out',
  'implausible',
  'no-value',
]

/** The ids of the orders that would bring an input that is not there. */
function gapOrdersFor({ cards }: Service, assessment: Assessment): readonly string[] {
  // What was not read may show that nothing need be ordered.
  if (assessment.kind !== 'insufficient-data' || assessment.isHalfRead) return []
  const gaps = Object.entries(assessment.inputs)
    .filter(([, reading]) => MEASURE_AGAIN.includes(whyNoNumber(reading)))
    .map(([id]) => id)
  return Object.entries(cards.gapOrders)
    .filter(([, closes]) => closes.some((id) => gaps.includes(id)))
    .map(([id]) => id)
}

/** The suggestion that is made of the assessment and not of a template of the service. */
const RISK_ASSESSMENT = 'risk-assessment'

/**
 * The suggestions of a card. A RiskAssessment is offered only once the model is calibrated with
 * outcomes: a provisional figure does not belong in the record.
 */
export function makeSuggestions(
  definition: Service,
  ids: readonly string[],
  assessment: Assessment,
  context: SuggestionContext,
): readonly Suggestion[] {
  const isCalibrated = definition.model.definition.calibration === 'outcome-calibrated'
  return [...ids, ...gapOrdersFor(definition, assessment)].flatMap((id) => {
    if (id !== RISK_ASSESSMENT) return [fromTemplate(definition, id, context)]
    if (!isCalibrated || assessment.kind !== 'estimated') return []
    const resource = riskAssessment(definition, assessment, context)
    return [toSuggestion(definition.cards.texts.riskAssessment, resource, context.newUuid)]
  })
}
