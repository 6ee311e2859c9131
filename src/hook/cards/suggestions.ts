import type { Suggestion } from '../protocol/card.ts'
import { isJsonObject, nonBlank, objects } from '../../base/json.ts'
import { nameOf } from '../../clinical/fhir/concept.ts'
import { type FhirResource, isFhirResource } from '../../clinical/fhir/resource.ts'
import type { OrderView } from '../../clinical/fhir/order.ts'
import type { Assessment } from '../../clinical/assessment/assess.ts'
import { whyNoNumber, type WhyNoNumber } from '../../clinical/assessment/input-reading.ts'
import type { Service } from '../service.ts'
import type { RESOURCE_PLACEHOLDERS } from './card-placeholders.ts'
import type { CardsDefinition } from './card-texts.ts'
import type { ValuesOf } from './placeholders.ts'
import { toRiskAssessment } from './risk-assessment.ts'
import { isNamed, type SuggestionContext } from './suggestion-context.ts'

function toSuggestion(
  { label, description }: { readonly label: string; readonly description: string },
  resource: FhirResource,
  newUuid: () => string,
): Suggestion {
  return { label, uuid: newUuid(), actions: [{ type: 'create', description, resource }] }
}

/** Who may ask for something. https://hl7.org/fhir/R4/servicerequest-definitions.html */
const REQUESTER =
  /(^|\/)(Practitioner|PractitionerRole|Organization|Patient|RelatedPerson|Device)\/[^/]+$/

/** The note that tells an order from the one that it stands beside, where there is one. */
function noteBeside({ texts }: CardsDefinition, { codes, reference }: OrderView) {
  const [code] = codes
  const name = code === undefined ? undefined : nonBlank(nameOf(code))
  const order = name ?? (isNamed(reference) ? reference : undefined)
  return order === undefined
    ? {}
    : { note: [{ text: texts.besideOrder.replace('{order}', () => order) }] }
}

/** A resource of the service as a whole sentence: who asks for what, when, and beside what. */
function fromTemplate(
  definition: Service,
  id: string,
  context: SuggestionContext & { readonly support: Pick<FhirResource, string> },
): Suggestion {
  const { patientId, order, requester, now, newUuid, support } = context
  const { cards } = definition
  const template = cards.resources[id]
  const values: ValuesOf<typeof RESOURCE_PLACEHOLDERS> = {
    patient: `Patient/${patientId}`,
    what: template?.what ?? '',
    why: template?.why ?? '',
  }
  const filled = template?.resource.fill(values)
  if (template === undefined || !isFhirResource(filled))
    throw new TypeError(`the service has no resource ${id}`)
  const { resourceType, ...rest } = filled
  const resource = {
    resourceType,
    id: newUuid(),
    language: cards.language,
    ...rest,
    authoredOn: new Date(now).toISOString(),
    ...(requester !== undefined && REQUESTER.test(requester)
      ? { requester: { reference: requester } }
      : {}),
    ...support,
    ...noteBeside(cards, order),
  }
  return toSuggestion(template, resource, newUuid)
}

/** The codes of an order with their systems. */
const codesOf = ({ code }: FhirResource) =>
  (isJsonObject(code) ? objects(code['coding']) : []).map(
    ({ system, code: value }) => `${String(system)}|${String(value)}`,
  )

/** Whether what a suggestion would create is being ordered already, by its code. */
function isDrafted({ actions }: Suggestion, { drafts }: SuggestionContext): boolean {
  const drafted = new Set(drafts.flatMap(codesOf))
  return (actions ?? []).some(
    (action) => 'resource' in action && codesOf(action.resource).some((code) => drafted.has(code)),
  )
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

/**
 * The ids of the orders that would bring an input that is not there: never new imaging for what a
 * study gives that is known, but an addendum to its report.
 */
function gapOrdersFor({ cards }: Service, assessment: Assessment): readonly string[] {
  // What was not read may show that nothing need be ordered.
  if (assessment.kind !== 'insufficient-data' || assessment.isHalfRead) return []
  const gaps = Object.entries(assessment.inputs)
    .filter(([, reading]) => MEASURE_AGAIN.includes(whyNoNumber(reading)))
    .map(([id]) => id)
  return Object.entries(cards.gapOrders).flatMap(([id, closes]) => {
    const closed = closes.filter((input) => gaps.includes(input))
    if (closed.length === 0) return []
    const isKnown = closes.some((input) => assessment.imaging[input] !== undefined)
    return [isKnown ? (cards.addenda[id] ?? id) : id]
  })
}

/** The studies that an addendum is asked of. */
function supportOf(id: string, { cards }: Service, assessment: Assessment) {
  if (assessment.kind !== 'insufficient-data' || !Object.values(cards.addenda).includes(id))
    return {}
  const references = Object.values(assessment.imaging).map(({ reference }) => reference)
  return { supportingInfo: [...new Set(references)].map((reference) => ({ reference })) }
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
  return [...ids, ...gapOrdersFor(definition, assessment)].flatMap((id) => {
    if (id !== RISK_ASSESSMENT) {
      const support = supportOf(id, definition, assessment)
      const made = fromTemplate(definition, id, { ...context, support })
      return isDrafted(made, context) ? [] : [made]
    }
    if (assessment.kind !== 'estimated' || assessment.estimate.state !== 'outcome-calibrated')
      return []
    const resource = toRiskAssessment(definition, assessment, context)
    return [toSuggestion(definition.cards.texts.riskAssessment, resource, context.newUuid)]
  })
}
