import { canonicalUrl } from '../../base/canonical.ts'
import { type JsonObject, objects } from '../../base/json.ts'
import type { Occasion } from '../../clinical/readings/input-definition.ts'
import type { Service } from '../service.ts'
import { type EntryForm, type EntryItem, type Said, toEntryForm } from './entry-form.ts'
import { observationPlan } from './observation-plan.ts'
import { toTemplate } from './observation-template.ts'
import {
  choice,
  CORE,
  type Item,
  hidden,
  itemsOf,
  said,
  SDC,
  shownWhen,
  templateId,
  variableOf,
} from './questionnaire-items.ts'

/** Raised with every change of what the form asks or makes. */
const VERSION = '2.1.0'

const group = (linkId: string, text: Said, item: readonly Item[]): Item => ({
  linkId,
  ...said('text', text),
  type: 'group',
  item,
})

function lesionGroup({ sites, say }: EntryForm): Item {
  return group(
    'lesion',
    say(({ lesion }) => lesion),
    [
      {
        ...choice(
          'lesion.site',
          say(({ site }) => site),
          sites,
        ),
        required: true,
      },
      {
        linkId: 'lesion.name',
        ...said(
          'text',
          say(({ lesionName }) => lesionName),
        ),
        type: 'string',
      },
    ],
  )
}

function occasionGroup(part: EntryForm['groups'][number], form: EntryForm): Item {
  const { occasion, items } = part
  const { say, sites } = form
  const date = `${occasion}.date`
  const isStudy = occasion === 'study'
  const isOfLesion = items.some(({ place }) => place === 'lesion') && sites.length > 0
  return group(
    occasion,
    say(({ occasions }) => occasions[occasion]),
    [
      ...(isStudy
        ? [
            hidden(
              'study.reference',
              say(({ studyReference }) => studyReference),
            ),
            hidden(
              'study.report',
              say(({ report }) => report),
            ),
          ]
        : []),
      {
        linkId: date,
        ...said(
          'text',
          say(({ dates }) => dates[occasion]),
        ),
        type: 'date',
      },
      // Without its date no value is asked for.
      ...(isOfLesion ? [{ ...lesionGroup(form), ...shownWhen(date) }] : []),
      ...itemsOf(part, form).map((item) => behindDate(item, date)),
    ],
  )
}

/** Nothing is asked before the day that dates it is known, whatever else it waits for. */
function behindDate(item: Item, date: string): Item {
  // What belongs to one of several answers waits for what waits for the date itself.
  if (item['enableBehavior'] === 'any') return item
  const [own] = shownWhen(date).enableWhen
  const others = objects(item['enableWhen'])
  return {
    ...item,
    enableWhen: [own, ...others],
    ...(others.length > 0 && { enableBehavior: 'all' }),
  }
}

function templatesOf(
  occasion: Occasion,
  item: EntryItem,
  { canonicalBase }: EntryForm,
): readonly JsonObject[] {
  const { linkId } = item
  const templateFor = (question: string, isAbsent: boolean) => ({
    id: templateId(question),
    ...toTemplate(observationPlan(item, { occasion, canonicalBase }, isAbsent), {
      ...{ occasion, linkId, question },
    }),
  })
  return [templateFor(linkId, false), templateFor(`${linkId}.absent`, true)]
}

/**
 * Who fills it in, and of whom.
 * https://hl7.org/fhir/uv/sdc/StructureDefinition-sdc-questionnaire-launchContext.html
 */
const launchContext = (code: string, type: string) => ({
  url: `${SDC}launchContext`,
  extension: [
    {
      url: 'name',
      valueCoding: { system: 'http://hl7.org/fhir/uv/sdc/CodeSystem/launchContext', code },
    },
    { url: 'type', valueCode: type },
  ],
})

const variable = ({ linkId, code: { system, code } }: EntryItem) => ({
  url: `${CORE}variable`,
  valueExpression: {
    name: variableOf(linkId),
    language: 'application/x-fhir-query',
    expression: `Observation?patient={{%patient.id}}&code=${encodeURIComponent(`${system}|${code}`)}&_sort=-date&_count=1`,
  },
})

type Questionnaire = JsonObject & { readonly resourceType: 'Questionnaire'; readonly id: string }

/**
 * The form as a Questionnaire of FHIR Structured Data Capture 4: any system that fills forms in can
 * show it, and any that extracts by templates makes of it what the app writes.
 * https://hl7.org/fhir/uv/sdc/
 */
export function toQuestionnaire(form: EntryForm): Questionnaire {
  const { service, canonicalBase, language, groups, say } = form
  const id = `${service}-inputs`
  const items = groups.flatMap((part) => part.items)
  return {
    resourceType: 'Questionnaire',
    id,
    language,
    contained: groups.flatMap((part) =>
      part.items.flatMap((item) => templatesOf(part.occasion, item, form)),
    ),
    extension: [
      launchContext('patient', 'Patient'),
      launchContext('user', 'Practitioner'),
      ...items.map(variable),
    ],
    url: canonicalUrl(canonicalBase, 'Questionnaire', id),
    version: VERSION,
    name: nameOf(id),
    ...said(
      'title',
      say(({ title }) => title),
    ),
    status: 'draft',
    experimental: true,
    subjectType: ['Patient'],
    ...said(
      'description',
      say(({ purpose }) => purpose),
    ),
    item: groups.map((part) => occasionGroup(part, form)),
  }
}

const nameOf = (id: string) =>
  id
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')

/** The form of the inputs of a service. */
export const questionnaireOf = (service: Service): Questionnaire =>
  toQuestionnaire(toEntryForm(service))
