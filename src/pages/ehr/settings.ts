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

export interface EhrSettings {
  readonly user: string
  readonly fhirServer: string
  readonly cdsServices: string
  readonly accessToken: string
  readonly patients: readonly ListedPatient[]
  readonly orderables: readonly Orderable[]
  /** The id of the patient whose chart is open at first. */
  readonly firstPatient: string | undefined
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

export function toSettings(json: unknown): EhrSettings {
  const { user, fhirServer, cdsServices, accessToken, patients, orderables, ...first } =
    isJsonObject(json) ? json : {}
  const list = isJsonObject(orderables) ? orderables['orderables'] : []
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
    firstPatient: nonBlank(first['firstPatient']),
    extraServices: elements(first['extraServices']).map(String),
    orderables: elements(list).filter(isJsonObject).flatMap(toOrderable),
  }
}
