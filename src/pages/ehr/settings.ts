import { elements, isJsonObject, type JsonObject, nonBlank, objects } from '../../base/json.ts'
import { type FhirResource, isFhirResource } from '../../clinical/fhir/resource.ts'

/** A text by language (BCP 47). */
export type Translations = Readonly<Record<string, string>>

/** A text in a language, else in English. */
export const inLanguage = (texts: Translations, language: string): string =>
  texts[language] ?? texts['en'] ?? ''

export interface Orderable {
  readonly id: string
  readonly names: Translations
  readonly order: FhirResource
}

export interface ListedPatient {
  readonly id: string
  readonly names: Translations
  readonly why: Translations
}

/** What has to be seen before a step of a story is done. */
export const MILESTONES = ['ordered', 'answered', 'accepted', 'asked-again', 'signed'] as const

export type Milestone = (typeof MILESTONES)[number]

/** A patient and an order, and what can be seen with them. */
export interface Story {
  readonly id: string
  readonly patient: string
  readonly title: Translations
  readonly about: Translations
  readonly steps: readonly { readonly until: Milestone; readonly text: Translations }[]
}

export interface EhrSettings {
  readonly user: string
  readonly fhirServer: string
  readonly cdsServices: string
  readonly accessToken: string
  readonly patients: readonly ListedPatient[]
  readonly orderables: readonly Orderable[]
  readonly stories: readonly Story[]
  /** Ids of the services that are called only when somebody switches them on. */
  readonly extraServices: readonly string[]
}

const toTranslations = (value: unknown): Translations =>
  Object.fromEntries(
    Object.entries(isJsonObject(value) ? value : {}).map(([tag, name]) => [tag, String(name)]),
  )

function toOrderable({ id, order, names }: JsonObject): readonly Orderable[] {
  if (!isFhirResource(order)) return []
  const code = isJsonObject(order['code']) ? order['code'] : {}
  const english = nonBlank(code['text']) ?? String(id)
  return [{ id: String(id), names: { en: english, ...toTranslations(names) }, order }]
}

const text = (value: unknown) => nonBlank(value) ?? ''

/** A file of the fixtures: a list under its own name. */
const listIn = (file: unknown, name: string) => objects(isJsonObject(file) ? file[name] : [])

const toStory = ({ id, patient, title, about, steps }: JsonObject): Story => ({
  id: text(id),
  patient: text(patient),
  title: toTranslations(title),
  about: toTranslations(about),
  steps: objects(steps).flatMap((step) => {
    const until = MILESTONES.find((milestone) => milestone === step['until'])
    return until === undefined ? [] : [{ until, text: toTranslations(step['text']) }]
  }),
})

export function toSettings(json: unknown): EhrSettings {
  const { user, fhirServer, cdsServices, accessToken, patients, orderables, ...shown } =
    isJsonObject(json) ? json : {}
  return {
    user: text(user),
    fhirServer: text(fhirServer),
    cdsServices: text(cdsServices),
    accessToken: text(accessToken),
    patients: objects(patients).map(({ id, names, why }) => ({
      id: text(id),
      names: toTranslations(names),
      why: toTranslations(why),
    })),
    extraServices: elements(shown['extraServices']).map(String),
    stories: listIn(shown['stories'], 'stories').map(toStory),
    orderables: listIn(orderables, 'orderables').flatMap(toOrderable),
  }
}
