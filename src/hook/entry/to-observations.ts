import { isJsonObject, type JsonObject, nonBlank, objects } from '../../base/json.ts'
import type { FhirResource } from '../../clinical/fhir/resource.ts'
import type { Occasion } from '../../clinical/readings/input-definition.ts'
import type { EntryForm, EntryItem } from './entry-form.ts'
import { type Answers, fillPlan, observationPlan } from './observation-plan.ts'

type Answer = JsonObject

/** The first answer of each question of a QuestionnaireResponse, by link id. */
function answersIn(response: JsonObject): ReadonlyMap<string, Answer> {
  const inItems = (items: unknown): readonly (readonly [string, Answer])[] =>
    objects(items).flatMap(({ linkId, answer, item }) => {
      const [first] = objects(answer)
      const own = first === undefined ? [] : [[String(linkId), first] as const]
      return [...own, ...inItems(item)]
    })
  return new Map(inItems(response['item']))
}

const member = (value: unknown, name: string) => (isJsonObject(value) ? value[name] : undefined)

const referenceIn = (response: JsonObject, name: 'subject' | 'author') =>
  nonBlank(member(response[name], 'reference'))

interface Responded {
  readonly canonicalBase: string
  readonly response: JsonObject
  readonly answers: ReadonlyMap<string, Answer>
}

/** What every Observation of an occasion says beside its value. */
function commonSlots({ response, answers }: Responded, occasion: Occasion): Answers {
  const textOf = (linkId: string) => nonBlank(answers.get(linkId)?.['valueString'])
  const id = nonBlank(response['id'])
  return {
    subject: referenceIn(response, 'subject'),
    author: referenceIn(response, 'author'),
    response: id === undefined ? undefined : `QuestionnaireResponse/${id}`,
    date: answers.get(`${occasion}.date`)?.['valueDate'],
    study: textOf('study.reference'),
    note: occasion === 'study' ? textOf('study.report') : undefined,
    site: answers.get('lesion.site')?.['valueCoding'],
    lesionName: textOf('lesion.name'),
  }
}

/** An Observation that a form gives, and the question whose answer it is. */
export interface Entered {
  readonly item: EntryItem
  readonly occasion: Occasion
  readonly observation: FhirResource
}

function enteredFor(item: EntryItem, occasion: Occasion, responded: Responded): readonly Entered[] {
  const { answers, canonicalBase, response } = responded
  const id = nonBlank(member(response['identifier'], 'value'))
  const codingOf = (suffix: string) => answers.get(`${item.linkId}.${suffix}`)?.['valueCoding']
  const filled = (linkId: string, isAbsent: boolean): readonly Entered[] => {
    const answer = answers.get(linkId)
    if (answer === undefined) return []
    const slots = {
      ...commonSlots(responded, occasion),
      number: answer['valueDecimal'],
      unit: member(codingOf('unit'), 'display'),
      unitCode: member(codingOf('unit'), 'code'),
      value: answer['valueCoding'],
      absent: answer['valueCoding'],
      identifier: id === undefined ? undefined : `${id}.${linkId}`,
      source: nonBlank(answers.get(`${item.linkId}.source`)?.['valueString']),
      statistic: codingOf('statistic'),
      method: codingOf('method'),
    }
    const plan = observationPlan(item, { occasion, canonicalBase }, isAbsent)
    const observation = { ...fillPlan(plan, slots), resourceType: 'Observation' }
    return [{ item, occasion, observation }]
  }
  return [...filled(item.linkId, false), ...filled(`${item.linkId}.absent`, true)]
}

/**
 * The Observations that a filled-in form says: those that its templates make, made here without
 * FHIRPath. Of a question without an answer, none.
 *
 * @param response - A QuestionnaireResponse to the form.
 */
export function toEntered(form: EntryForm, response: JsonObject): readonly Entered[] {
  const { canonicalBase, groups } = form
  const responded = { canonicalBase, response, answers: answersIn(response) }
  return groups.flatMap(({ occasion, items }) =>
    items.flatMap((item) => enteredFor(item, occasion, responded)),
  )
}

/** Those Observations alone. */
export const toObservations = (form: EntryForm, response: JsonObject): readonly FhirResource[] =>
  toEntered(form, response).map(({ observation }) => observation)
