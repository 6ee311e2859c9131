import type { RiskAssessment } from 'fhir/r4.js'
import { canonicalUrl } from '../../base/canonical.ts'
import { shortDigest } from '../../base/short-digest.ts'
import type { Assessment } from '../../clinical/assessment/assess.ts'
import type { FhirResource } from '../../clinical/fhir/resource.ts'
import { toPrediction } from '../../clinical/fhir/risk-prediction.ts'
import type { Service } from '../service.ts'
import { isNamed, type SuggestionContext } from './suggestion-context.ts'
import { toWording } from './wording.ts'

type Estimated = Extract<Assessment, { readonly kind: 'estimated' }>

/** What was used, if any of it can be named: a reference without an id names nothing. */
function basisOf({ inputs }: Estimated): Pick<RiskAssessment, 'basis'> {
  const references = Object.values(inputs).flatMap((reading) =>
    reading.kind === 'found' ? reading.from.reference.split(' / ') : [],
  )
  const named = [...new Set(references)].filter(isNamed)
  return named.length === 0 ? {} : { basis: named.map((reference) => ({ reference })) }
}

/** A code of one of the project's own code systems. */
const codingOf = ({ canonicalBase }: Service, system: string, code: string) => ({
  system: canonicalUrl(canonicalBase, 'CodeSystem', system),
  code,
})

/** The same for the same patient, order, model and inputs: by it a server stores one but once. */
function identifierOf(
  { model, canonicalBase }: Service,
  { inputs }: Estimated,
  { patientId, order }: SuggestionContext,
) {
  const { id, version, intercept } = model.definition
  const values = Object.entries(inputs).map(([name, reading]) => [
    name,
    reading.kind === 'found' ? [reading.value.number, reading.from.reference] : null,
  ])
  const what = [patientId, order.reference, id, version, intercept.value, values]
  return {
    system: canonicalUrl(canonicalBase, 'NamingSystem', 'risk-assessment'),
    value: shortDigest(JSON.stringify(what)),
  }
}

function predictionOf(service: Service, { estimate }: Estimated) {
  const { texts } = service.cards
  const { predictedRisk, range, category } = estimate
  const wording = toWording(service)
  const name = category === undefined ? undefined : wording.category(category)
  return toPrediction({
    outcome: { text: texts.riskAssessment.outcome },
    range,
    category:
      category === undefined || name === undefined
        ? undefined
        : { coding: [codingOf(service, 'risk-category', category)], text: name },
    words: texts.riskAssessment.rationale
      .replace('{risk}', wording.risk(predictedRisk))
      .replace('{range}', wording.range(range)),
  })
}

/**
 * The predicted risk as a FHIR R4 RiskAssessment, with what it rests on.
 * https://hl7.org/fhir/R4/riskassessment.html
 */
export function toRiskAssessment(
  service: Service,
  assessment: Estimated,
  context: SuggestionContext,
): RiskAssessment & FhirResource {
  const { cards, model } = service
  const { id, version } = model.definition
  const { reference } = context.order
  return {
    resourceType: 'RiskAssessment',
    id: context.newUuid(),
    language: cards.language,
    identifier: [identifierOf(service, assessment, context)],
    ...(isNamed(reference) ? { basedOn: { reference } } : {}),
    status: 'final',
    method: {
      coding: [codingOf(service, 'risk-model', id)],
      text: `${cards.texts.riskAssessment.method} (${id} ${version})`,
    },
    subject: { reference: `Patient/${context.patientId}` },
    occurrenceDateTime: new Date(context.now).toISOString(),
    ...basisOf(assessment),
    prediction: [predictionOf(service, assessment)],
  }
}
