import type { RiskAssessment } from 'fhir/r4.js'
import type { Suggestion } from '../protocol/card.ts'
import { type FhirResource, isFhirResource } from '../../clinical/fhir/resource.ts'
import type { OrderView } from '../../clinical/fhir/order.ts'
import type { Assessment } from '../../clinical/assessment/assess.ts'
import type { InputReading } from '../../clinical/assessment/input-reading.ts'
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

/**
 * Reasons that a new measurement would put out of the world; a mapping or a correction would the
 * others.
 */
const MEASURE_AGAIN = ['too-old', 'no-partner', 'in-wash-out', 'implausible', 'no-value']

function isClosedByOrder(reading: InputReading): boolean {
  if (reading.kind === 'unusable') return MEASURE_AGAIN.includes(reading.why)
  return reading.kind === 'missing'
}

/** The ids of the orders that would bring an input that is not there. */
function gapOrdersFor({ cards }: Service, assessment: Assessment): readonly string[] {
  if (assessment.kind !== 'insufficient-data') return []
  const gaps = Object.entries(assessment.inputs)
    .filter(([, reading]) => isClosedByOrder(reading))
    .map(([id]) => id)
  return Object.entries(cards.gapOrders)
    .filter(([, closes]) => closes.some((id) => gaps.includes(id)))
    .map(([id]) => id)
}

/** The id of the suggestion that the engine itself makes. */
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
