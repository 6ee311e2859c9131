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

/** Who stands behind a result: its Responsible Observer, else the system that sent it. */
export function performerOf(obx: Segment, header: Segment): JsonObject {
  const person = personIn(obx, 16)
  const sender = spaced([header.value(3), header.value(4)], ', ')
  const [type, display] = person === '' ? ['Organization', sender] : ['Practitioner', person]
  return display === '' ? {} : { performer: [{ type, display }] }
}
