import { type JsonObject, objects } from '../../base/json.ts'
import type { FhirResource } from '../../clinical/fhir/resource.ts'
import { toEntryForm, type EntryItem } from '../../hook/entry/entry-form.ts'
import { unitOptions } from '../../hook/entry/questionnaire-items.ts'
import { toObservations } from '../../hook/entry/to-observations.ts'
import { toQuestionnaire } from '../../hook/entry/to-questionnaire.ts'
import type { Service } from '../../hook/service.ts'
import { type ProfiledItem, profiledItems, profileUrl } from './profiles.ts'

/** Values of the predictors of a model, by id. */
type Values = Readonly<Record<string, number>>

const PATIENT: FhirResource = {
  resourceType: 'Patient',
  id: 'example',
  name: [{ text: 'Synthetic Patient' }],
  birthDate: '1966-03-01',
}
const PRACTITIONER: FhirResource = {
  resourceType: 'Practitioner',
  id: 'example',
  name: [{ text: 'Synthetic Physician' }],
}

const toStudy = (day: string): FhirResource => ({
  resourceType: 'ImagingStudy',
  id: 'example',
  status: 'available',
  subject: { reference: 'Patient/example' },
  started: day,
  modality: [{ system: 'http://dicom.nema.org/resources/ontology/DCM', code: 'MR' }],
})

const optionIn = (options: readonly { readonly coding: object }[] | undefined) =>
  options?.[0] === undefined ? undefined : { valueCoding: options[0].coding }

/** The answer to the question of a finding: the value that has the model's number. */
function findingAnswer({ input, answer }: EntryItem, values: Values, { inputs }: Service) {
  const definition = inputs.predictors.find(({ id }) => id === input)
  if (definition?.kind !== 'finding' || answer.kind !== 'choice') return undefined
  const index = definition.values.findIndex(
    ({ meaning }) => meaning.kind === 'value' && meaning.value === values[input],
  )
  const option = answer.options[index]
  return option && { valueCoding: option.coding }
}

/** The number of a question; of the two counts of a ratio the second is one. */
function numberOf({ input, linkId }: EntryItem, values: Values, items: readonly EntryItem[]) {
  const value = values[input]
  const parts = items.filter((item) => item.input === input && item.linkId !== input)
  if (value === undefined || parts.length === 0) return value
  const place = parts.findIndex((part) => part.linkId === linkId)
  return [value, 1][place]
}

function answerOf(item: EntryItem, values: Values, service: Service, items: readonly EntryItem[]) {
  const { answer } = item
  if (answer.kind === 'choice') return findingAnswer(item, values, service)
  const value = numberOf(item, values, items)
  return value === undefined ? undefined : { valueDecimal: value }
}

/** The answers where the form asks for them; of a group without an answer, nothing. */
const toItems = (
  asked: unknown,
  answers: ReadonlyMap<string, JsonObject | undefined>,
): readonly JsonObject[] =>
  objects(asked).flatMap(({ linkId, item }) => {
    const inside = toItems(item, answers)
    const answer = answers.get(String(linkId))
    return [
      ...(inside.length === 0 ? [] : [{ linkId, item: inside }]),
      ...(answer === undefined ? [] : [{ linkId, answer: [answer] }]),
    ]
  })

/** The form, filled in with the values of one patient. */
function toResponse(service: Service, values: Values, day: string): FhirResource {
  const form = toEntryForm(service)
  const { url, version, item } = toQuestionnaire(form)
  const items = form.groups.flatMap((group) => group.items)
  const answers: readonly (readonly [string, JsonObject | undefined])[] = [
    ...form.groups.map(({ occasion }) => [`${occasion}.date`, { valueDate: day }] as const),
    ['study.reference', { valueString: 'ImagingStudy/example' }],
    ['lesion.site', optionIn(form.sites)],
    ...items.flatMap((item) => {
      const answer = answerOf(item, values, service, items)
      return answer === undefined
        ? []
        : ([
            [item.linkId, answer],
            [`${item.linkId}.unit`, optionIn(unitOptions(item))],
            [`${item.linkId}.statistic`, optionIn(item.statistic?.options)],
            [`${item.linkId}.method`, optionIn(item.methods)],
          ] as const)
    }),
  ]
  return {
    resourceType: 'QuestionnaireResponse',
    id: 'example',
    questionnaire: `${String(url)}|${String(version)}`,
    status: 'completed',
    subject: { reference: 'Patient/example' },
    author: { reference: 'Practitioner/example' },
    authored: `${day}T12:00:00Z`,
    item: toItems(item, new Map(answers)),
  }
}

/** An Observation with the profile that it holds to. */
function withProfile(observation: FhirResource, items: readonly ProfiledItem[], base: string) {
  const code = JSON.stringify(observation['code'])
  const profiled = items.find(({ item }) => code.includes(`"${item.code.code}"`))
  if (profiled === undefined) return observation
  return {
    ...observation,
    id: `${profiled.id}-example`,
    meta: { profile: [profileUrl(profiled, base)] },
  }
}

/**
 * A patient whose form was filled in: the Observations that it gives, each with its profile, and
 * what they refer to.
 *
 * @param day - `YYYY-MM-DD`: of study, sample and assessment.
 */
export function toExamples(service: Service, values: Values, day: string): readonly FhirResource[] {
  const response = toResponse(service, values, day)
  const items = profiledItems(service)
  return [
    ...[PATIENT, PRACTITIONER, toStudy(day), response],
    ...toObservations(toEntryForm(service), response).map((observation) =>
      withProfile(observation, items, service.canonicalBase),
    ),
  ]
}
