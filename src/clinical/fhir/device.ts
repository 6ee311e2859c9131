import { elements, isJsonObject, type JsonObject, nonBlank, objects } from '../../base/json.ts'
import { type FhirResource, isFhirResource } from './resource.ts'
import { readConcept, nameOf } from './concept.ts'

const referenceOf = (value: unknown): string | undefined =>
  isJsonObject(value) ? nonBlank(value['reference']) : undefined

const containedIn = (resource: FhirResource, reference: string | undefined) =>
  elements(resource['contained'])
    .filter(isFhirResource)
    .find(({ id, resourceType }) => resourceType === 'Device' && reference === `#${String(id)}`)

const spaced = (parts: readonly (string | undefined)[]) =>
  parts.filter((part) => part !== undefined).join(' ')

/** Its properties in their order, such as the field strength and the parameters of a fit. */
const propertiesOf = ({ property }: JsonObject): readonly string[] =>
  objects(property).flatMap(({ type, valueQuantity, valueCode }) => {
    const name = readConcept(type)
    const values = [
      ...objects(valueQuantity).map(({ value, unit, code }) =>
        spaced([String(value), nonBlank(unit) ?? nonBlank(code)]),
      ),
      ...elements(valueCode).flatMap((concept) => {
        const read = readConcept(concept)
        return read === undefined ? [] : [nameOf(read)]
      }),
    ]
    return name === undefined ? values : values.map((value) => `${nameOf(name)} ${value}`)
  })

/** Manufacturer, model, software, then its properties; the same words for the same device. */
function describeDevice(device: FhirResource): string | undefined {
  const [named] = objects(device['deviceName'])
  const what = spaced([
    nonBlank(device['manufacturer']),
    nonBlank(device['modelNumber']) ?? nonBlank(named?.['name']),
    ...objects(device['version']).map(({ value }) => nonBlank(value)),
  ])
  const said = [what, ...propertiesOf(device)].filter((part) => part !== '')
  return said.length === 0 ? undefined : said.join(', ')
}

/** A contained device, after the devices that it is a part of. */
function describeContained(within: FhirResource, reference: string | undefined) {
  const said: string[] = []
  const seen = new Set<string | undefined>()
  let at = reference
  for (let device = containedIn(within, at); device !== undefined && !seen.has(at);) {
    seen.add(at)
    said.unshift(...[describeDevice(device)].filter((part) => part !== undefined))
    at = referenceOf(device['parent'])
    device = containedIn(within, at)
  }
  return said.length === 0 ? undefined : said.join('; ')
}

/**
 * What measured an Observation: what it contains of the device; else the device's name, its
 * identifier, its reference. A Device beside the Observation is not looked at: it would have to be
 * there in every call, or the same values would have two names.
 */
export function readDevice(resource: FhirResource): string | undefined {
  const device = resource['device']
  if (!isJsonObject(device)) return undefined
  const { display, identifier } = device
  return (
    describeContained(resource, referenceOf(device)) ??
    nonBlank(display) ??
    (isJsonObject(identifier) ? nonBlank(identifier['value']) : undefined) ??
    referenceOf(device)
  )
}
