import type { JsonObject } from '../../base/json.ts'
import { firstNonEmpty } from './empty-values.ts'
import type { Segment } from './message.ts'

const spaced = (parts: readonly string[], by: string) =>
  parts.filter((part) => part !== '').join(by)

/** A person (XCN), by the name, else by the number. */
const personIn = (segment: Segment, field: number): string =>
  firstNonEmpty(
    spaced(
      [3, 2].map((component) => segment.value(field, { component })),
      ' ',
    ),
    segment.value(field),
  )

/** By which method (OBX-17) and equipment (OBX-18) a result came about, each in its words. */
export function measuredBy(obx: Segment): JsonObject {
  const [method, equipment] = [17, 18].map((field) =>
    firstNonEmpty(obx.value(field, { component: 2 }), obx.value(field)),
  )
  return {
    ...(method === '' ? {} : { method: { text: method } }),
    ...(equipment === '' ? {} : { device: { type: 'Device', display: equipment } }),
  }
}

/** Who stands behind a result: its Responsible Observer, else the system that sent it. */
export function performerOf(obx: Segment, header: Segment): JsonObject {
  const person = personIn(obx, 16)
  const sender = spaced([header.value(3), header.value(4)], ', ')
  const [type, display] = person === '' ? ['Organization', sender] : ['Practitioner', person]
  return display === '' ? {} : { performer: [{ type, display }] }
}
