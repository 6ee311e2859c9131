import { elements, isJsonObject, nonBlank, objects } from '../../kernel/index.ts'
import { type FhirResource, isFhirResource } from '../../fhir/index.ts'

/** Something that the mock EHR can order. */
export interface Orderable {
  readonly id: string
  readonly name: string
  readonly order: FhirResource
}

/** What the mock EHR starts from; its back end tells. */
export interface EhrSettings {
  readonly user: string
  readonly fhirServer: string
  readonly cdsServices: string
  readonly accessToken: string
  readonly patients: readonly { readonly id: string; readonly why: string }[]
  readonly orderables: readonly Orderable[]
  /** Whose chart is open at first. */
  readonly firstPatient: string | undefined
}

function toOrderable({ id, order }: Readonly<Record<string, unknown>>): readonly Orderable[] {
  if (!isFhirResource(order)) return []
  const code = isJsonObject(order['code']) ? order['code'] : {}
  return [{ id: String(id), name: nonBlank(code['text']) ?? String(id), order }]
}

const text = (value: unknown) => nonBlank(value) ?? ''

/** The settings in the back end's answer. */
export function toSettings(json: unknown): EhrSettings {
  const { user, fhirServer, cdsServices, accessToken, patients, orderables, firstPatient } =
    isJsonObject(json) ? json : {}
  const list = isJsonObject(orderables) ? orderables['orderables'] : []
  return {
    user: text(user),
    fhirServer: text(fhirServer),
    cdsServices: text(cdsServices),
    accessToken: text(accessToken),
    patients: objects(patients).map(({ id, why }) => ({ id: text(id), why: text(why) })),
    firstPatient: nonBlank(firstPatient),
    orderables: elements(list).filter(isJsonObject).flatMap(toOrderable),
  }
}
