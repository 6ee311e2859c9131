/** Structured changes of a JSON value: what a broken or hostile client makes of a real request. */
import { fc } from '../support/property.ts'
import { isJsonObject } from '../../src/base/json.ts'

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/** One change at one place; the place is a share of all places, so that it fits any value. */
export interface Mutation {
  readonly place: number
  readonly kind: 'replace' | 'delete' | 'repeat' | 'wrap' | 'rename' | 'transplant'
  readonly value: Json
  readonly otherPlace: number
}

const UGLY: readonly Json[] = [
  null,
  '',
  ' ',
  [],
  {},
  [null],
  [[]],
  0,
  -1,
  1e308,
  -0.0001,
  true,
  'x'.repeat(5_000),
  '\u0000',
  '\uD800',
  '🧬'.repeat(40),
  '<img src=x onerror=alert(1)>|[a](http://x)`{{{x}}}`',
  '{{context.patientId}}',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'x'.repeat(257),
  'x'.repeat(8_000),
  '.',
  '..',
  'a@b.example',
  '\u001b[2J',
  '9999-99-99',
  '2026-11-20T25:61:61+99:99',
  '-0001-01-01',
  'mg/dL',
  '10*9/L',
  '%',
  'ServiceRequest/x/_history/1',
  'http://127.0.0.1:1/fhir',
  'Bundle',
  'Observation',
  'OperationOutcome',
  { resourceType: 'Bundle', entry: [{ resource: { resourceType: 'Bundle', entry: [null] } }] },
  { reference: 'Patient/another' },
  { __proto__: { polluted: true } },
]

/** Lists about the lengths at which one is refused. */
const lists = fc
  .record({
    length: fc.constantFrom(21, 50, 51, 1_000, 1_001, 11_999, 12_001),
    element: fc.constantFrom<Json>(0, null, '', 'x', {}, [], { resource: {} }),
  })
  .map(({ length, element }): Json => Array<Json>(length).fill(element))

const values = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...UGLY) },
  { weight: 1, arbitrary: lists },
  { weight: 4, arbitrary: fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json> },
)

const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

export const mutations: fc.Arbitrary<Mutation[]> = fc.array(
  fc.record({
    place: share,
    kind: fc.constantFrom('replace', 'delete', 'repeat', 'wrap', 'rename', 'transplant'),
    value: values,
    otherPlace: share,
  }),
  { maxLength: 4 },
)

/** A container and one of its members. */
interface Place {
  readonly parent: Json[] | Record<string, Json>
  readonly key: string
}

function placesOf(value: Json): Place[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, part]) => [{ parent: value, key }, ...placesOf(part)])
}

const at = (places: readonly Place[], portion: number) =>
  places[Math.floor(portion * places.length)]

const read = ({ parent, key }: Place): Json => (parent as Record<string, Json>)[key] ?? null

function write({ parent, key }: Place, value: Json): void {
  Object.defineProperty(parent, key, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  })
}

function remove({ parent, key }: Place): void {
  if (Array.isArray(parent)) parent.splice(Number(key), 1)
  else Reflect.deleteProperty(parent, key)
}

function change(root: Json, { place, kind, value, otherPlace }: Mutation): void {
  const places = placesOf(root)
  const target = at(places, place)
  if (target === undefined) return
  const changes: Readonly<Record<Mutation['kind'], () => void>> = {
    replace: () => write(target, structuredClone(value)),
    delete: () => remove(target),
    repeat: () => {
      if (Array.isArray(target.parent)) target.parent.push(structuredClone(read(target)))
      else write(target, [read(target), read(target)])
    },
    wrap: () => write(target, [read(target)]),
    rename: () => {
      const part = read(target)
      remove(target)
      write({ parent: target.parent, key: typeof value === 'string' ? value : 'x' }, part)
    },
    transplant: () => {
      const other = at(places, otherPlace)
      if (other !== undefined) write(target, structuredClone(read(other)))
    },
  }
  changes[kind]()
}

/** A copy of a value with the changes made one after the other. */
export function mutated(value: Json, changes: readonly Mutation[]): Json {
  const root = { body: structuredClone(value) }
  for (const one of changes) change(root, one)
  return isJsonObject(root) && 'body' in root ? root.body : null
}
