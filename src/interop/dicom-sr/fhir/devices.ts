import type { JsonObject } from '../../../base/json.ts'
import type { Algorithm, Detail, Statement } from '../judge/statement.ts'
import type { Equipment, MeasurementReport } from '../report.ts'
import type { SrMap } from '../sr-map.ts'
import { DICOM_UID, typeOf } from './identity.ts'

const versionsOf = (versions: readonly string[]) =>
  versions.length === 0 ? {} : { version: versions.map((value) => ({ value })) }

const definedOnly = (element: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(element).filter(([, value]) => value !== undefined))

/** Nothing when the report says nothing of what made it. */
function toEquipment(equipment: Equipment, map: SrMap): JsonObject | undefined {
  const { uid, manufacturer, model, serialNumber, versions } = equipment
  if ([uid, manufacturer, model, serialNumber].every((part) => part === undefined)) return undefined
  return {
    resourceType: 'Device',
    id: 'equipment',
    ...(uid === undefined
      ? {}
      : {
          identifier: [
            { type: typeOf(map.structure.deviceUid, map), system: DICOM_UID, value: uid },
          ],
        }),
    ...definedOnly({ manufacturer, modelNumber: model, serialNumber }),
    ...(model === undefined ? {} : { deviceName: [{ name: model, type: 'model-name' }] }),
    ...versionsOf(versions),
  }
}

const wordsOf = ({ value }: Detail): string =>
  value.kind === 'code'
    ? (value.code.meaning ?? value.code.value)
    : value.kind === 'text'
      ? value.text
      : `${String(value.number)} ${value.unit}`

function toAlgorithm({ name, version, about }: Algorithm, hasEquipment: boolean): JsonObject {
  const property = about.map((detail) => ({
    type: { text: detail.concept.meaning ?? detail.concept.value },
    valueCode: [{ text: wordsOf(detail) }],
  }))
  return {
    resourceType: 'Device',
    id: 'algorithm',
    deviceName: [{ name, type: 'other' }],
    ...versionsOf(version === undefined ? [] : [version]),
    ...(property.length === 0 ? {} : { property }),
    ...(hasEquipment ? { parent: { reference: '#equipment' } } : {}),
  }
}

/**
 * By what something was measured: the algorithm, which has the equipment as its parent, else the
 * equipment. Contained, so that no Device of the hospital is touched or needed.
 */
export function toDevice(
  { algorithm }: Statement,
  { equipment }: MeasurementReport,
  map: SrMap,
): JsonObject {
  const made = toEquipment(equipment, map)
  const by = algorithm === undefined ? undefined : toAlgorithm(algorithm, made !== undefined)
  const contained = [made, by].filter((device) => device !== undefined)
  if (contained.length === 0) return {}
  const reference = by === undefined ? '#equipment' : '#algorithm'
  const display = [algorithm?.name, equipment.manufacturer, equipment.model]
    .filter((part) => part !== undefined)
    .join(', ')
  return { contained, device: { reference, ...(display === '' ? {} : { display }) } }
}
