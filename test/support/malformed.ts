import type { JsonObject } from '../../src/base/json.ts'
import { fc } from './property.ts'

/** A response in which everything that a card may have is there and right. */
export const WHOLE_RESPONSE = {
  cards: [
    {
      uuid: '4e0a3a1e-3283-4575-ab82-028d55fe2719',
      summary: 'A summary',
      detail: 'Some **detail**',
      indicator: 'warning',
      source: {
        label: 'Somebody',
        url: 'https://example.org',
        icon: 'https://example.org/icon.png',
        topic: { system: 'https://example.org', code: 't', display: 'T' },
      },
      suggestions: [
        {
          label: 'Do it',
          uuid: 'e1187895-ad57-4ff7-a1f1-ccf954b2fe46',
          isRecommended: true,
          actions: [
            {
              type: 'create',
              description: 'Creates it',
              resource: { resourceType: 'ServiceRequest', status: 'draft', intent: 'order' },
            },
            { type: 'delete', description: 'Removes it', resourceId: 'ServiceRequest/1' },
          ],
        },
        { label: 'Leave it', uuid: '0f4a1c1e-5a0c-4a25-9d43-6c3d8c0a5e10' },
      ],
      selectionBehavior: 'at-most-one',
      overrideReasons: [{ code: 'no', system: 'https://example.org/why', display: 'No' }],
      links: [
        { label: 'Open', url: 'https://example.org/open', type: 'absolute' },
        { label: 'App', url: 'https://example.org/app', type: 'smart', appContext: 'x' },
      ],
      extension: { 'org.example': { a: 1 } },
    },
    {
      summary: 'Another',
      indicator: 'info',
      source: { label: 'Somebody' },
    },
  ],
  systemActions: [
    {
      type: 'update',
      description: 'Changes it',
      resource: { resourceType: 'ServiceRequest', id: '1', status: 'draft' },
    },
  ],
}

type Path = readonly (string | number)[]

/** The path of every value within a value, itself too. */
export const pathsIn = (value: unknown, path: Path = []): readonly Path[] => {
  if (typeof value !== 'object' || value === null) return [path]
  const members = Array.isArray(value) ? value.entries() : Object.entries(value)
  return [path, ...[...members].flatMap(([key, member]) => pathsIn(member, [...path, key]))]
}

type Change = (before: unknown) => unknown

/** A value with another at a path; a change that gives `undefined` takes the member away. */
function changedAt(value: unknown, [key, ...rest]: Path, change: Change): unknown {
  if (key === undefined) return change(value)
  if (Array.isArray(value))
    return value.map((element: unknown, i) =>
      i === key ? changedAt(element, rest, change) : element,
    )
  if (typeof value !== 'object' || value === null) return value
  const object = value as JsonObject
  const member = changedAt(object[key], rest, change)
  const { [key]: _, ...others } = object
  return member === undefined ? others : { ...others, [key]: member }
}

/** What services send in the place of what was asked for: every JSON type, nulls in lists, doubles. */
const CHANGES: readonly Change[] = [
  () => undefined,
  () => null,
  () => '',
  () => ' ',
  () => 'text',
  () => 'x'.repeat(200),
  () => 7,
  () => false,
  () => [],
  () => ({}),
  () => [null],
  () => ['text', 7, null, [], {}],
  () => ({ text: 'text', resourceType: 'Basic' }),
  () => 'javascript:alert(1)',
  () => 'toString',
  () => '__proto__',
  (before) => [before, null, before],
  (before) => [before],
  (before) => ({ value: before }),
  (before) => JSON.stringify(before),
]

/** One to three malformations, anywhere. */
export const malformedResponses = fc
  .array(fc.tuple(fc.nat(), fc.nat()), { minLength: 1, maxLength: 3 })
  .map((picks) =>
    picks.reduce<unknown>((response, [where, how]) => {
      const paths = pathsIn(response)
      const change = CHANGES[how % CHANGES.length]!
      return changedAt(response, paths[where % paths.length]!, change) ?? null
    }, WHOLE_RESPONSE),
  )

/** Each malformation at each place, one at a time. */
export const eachMalformation = (): readonly unknown[] =>
  pathsIn(WHOLE_RESPONSE).flatMap((path) =>
    CHANGES.map((change) => changedAt(WHOLE_RESPONSE, path, change) ?? null),
  )
