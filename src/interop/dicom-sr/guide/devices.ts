import { isJsonObject, type JsonObject, nonBlank, objects } from '../../../base/json.ts'
import type { FhirResource } from '../../../clinical/fhir/resource.ts'
import type { ContentItem } from '../content-item.ts'
import { toOid } from '../data-types.ts'
import type { Equipment } from '../report.ts'
import type { SrMap } from '../sr-map.ts'
import { type GuideBundle, identifiersOf, uidIn } from './bundle.ts'
import { entryFor, textItems } from './items.ts'

/** R5 has `displayName` and `name`, R4 `deviceName`. */
const nameOf = (device: FhirResource): string | undefined =>
  nonBlank(device['displayName']) ??
  [...objects(device['name']), ...objects(device['deviceName'])].flatMap(
    ({ value, name }) => nonBlank(value) ?? nonBlank(name) ?? [],
  )[0]

const versionsOf = (device: FhirResource) =>
  objects(device['version']).flatMap(({ value }) => nonBlank(value) ?? [])

/** What has a parent is an algorithm: the equipment that it runs on. */
function deviceOf({ device }: JsonObject, bundle: GuideBundle) {
  const found = bundle.find(device)
  const parent = found === undefined ? undefined : bundle.find(found['parent'])
  return parent === undefined ? { equipment: found } : { algorithm: found, equipment: parent }
}

export function algorithmItems(
  observation: JsonObject,
  bundle: GuideBundle,
  { structure }: SrMap,
): readonly ContentItem[] {
  const { algorithm } = deviceOf(observation, bundle)
  if (algorithm === undefined) return []
  return [
    ...textItems(entryFor(structure.algorithmName), nameOf(algorithm)),
    ...versionsOf(algorithm)
      .slice(0, 1)
      .flatMap((version) => textItems(entryFor(structure.algorithmVersion), version)),
  ]
}

export function equipmentOf(observation: JsonObject, bundle: GuideBundle): Equipment {
  const { equipment } = deviceOf(observation, bundle)
  const { device } = observation
  const display = isJsonObject(device) ? nonBlank(device['display']) : undefined
  return {
    uid: equipment === undefined ? undefined : toOid(uidIn(identifiersOf({}, equipment))),
    manufacturer: nonBlank(equipment?.['manufacturer']),
    model: (equipment === undefined ? undefined : nameOf(equipment)) ?? display,
    serialNumber: nonBlank(equipment?.['serialNumber']),
    versions: equipment === undefined ? [] : versionsOf(equipment),
  }
}
