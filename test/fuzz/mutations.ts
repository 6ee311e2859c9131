/** Structured changes of a JSON value: what a broken or hostile client makes of a real request. */
import { fc } from '../support/property.ts'

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

const KINDS = [
  'replace',
  'delete',
  'repeat',
  'wrap',
  'rename',
  'transplant',
  'multiply',
  'lengthen',
  'nest',
] as const

/** A copy of which no part stands in two places: what is written into one is not sent many times. */
const unshared = (value: Json) => JSON.parse(JSON.stringify(value)) as Json

/** One change at one place; the place is a share of all places, so that it fits any value. */
export interface Mutation {
  readonly place: number
  readonly kind: (typeof KINDS)[number]
  readonly value: Json
  readonly otherPlace: number
  /** How long a list or a text becomes, or how deep a value. */
  readonly size: number
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
  'valueOf',
  'prototype',
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

/** About the bounds of ids, texts, lists, depth and orders; beyond all of them seldom. */
const sizes = fc.oneof(
  { weight: 40, arbitrary: fc.constantFrom(2, 3, 10, 20, 21, 50, 51, 63, 64, 65) },
  { weight: 8, arbitrary: fc.constantFrom(199, 201, 255, 257, 1_000, 1_001) },
  { weight: 1, arbitrary: fc.constantFrom(8_000, 10_001, 12_001) },
)

export const mutations: fc.Arbitrary<Mutation[]> = fc.array(
  fc.record({
    place: share,
    kind: fc.constantFrom(...KINDS),
    value: values,
    otherPlace: share,
    size: sizes,
  }),
  { maxLength: 4 },
)

/** A container and one of its members. */
interface Place {
  readonly parent: Json[] | Record<string, Json>
  readonly key: string
}

function collectPlaces(value: Json, places: Place[]): void {
  if (typeof value !== 'object' || value === null) return
  for (const key of Object.keys(value)) {
    const place = { parent: value, key }
    places.push(place)
    collectPlaces(read(place), places)
  }
}

function placesOf(root: Json): readonly Place[] {
  const places: Place[] = []
  collectPlaces(root, places)
  return places
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

/** What a body may weigh, so that a list of lists of lists can still be sent. */
const MOST_CHARACTERS = 4_000_000

/** A list of one part, `size` times. The parts are one object: nothing is changed after this. */
function multiplied(part: Json, size: number): Json[] {
  const most = Math.floor(MOST_CHARACTERS / (JSON.stringify(part).length + 1))
  return Array<Json>(Math.min(size, most)).fill(part)
}

const lengthened = (part: Json, size: number): Json =>
  typeof part === 'string' && part !== '' ? part.repeat(size).slice(0, size) : 'x'.repeat(size)

function nested(part: Json, size: number): Json {
  let whole = part
  for (let i = 0; i < size; i += 1) whole = i % 2 === 0 ? [whole] : { part: whole }
  return whole
}

type Change = (target: Place, mutation: Mutation, places: readonly Place[]) => void

const CHANGES: Readonly<Record<Mutation['kind'], Change>> = {
  replace: (target, { value }) => write(target, unshared(value)),
  delete: (target) => remove(target),
  repeat: (target) => {
    if (Array.isArray(target.parent)) target.parent.push(unshared(read(target)))
    else write(target, [read(target), unshared(read(target))])
  },
  wrap: (target) => write(target, [read(target)]),
  rename: (target, { value }) => {
    const part = read(target)
    remove(target)
    write({ parent: target.parent, key: typeof value === 'string' ? value : 'x' }, part)
  },
  transplant: (target, { otherPlace }, places) => {
    const other = at(places, otherPlace)
    if (other !== undefined) write(target, unshared(read(other)))
  },
  multiply: (target, { size }) => {
    const list = multiplied(read(target), size)
    if (Array.isArray(target.parent)) target.parent.push(...list)
    else write(target, list)
  },
  lengthen: (target, { size }) => write(target, lengthened(read(target), size)),
  nest: (target, { size }) => write(target, nested(read(target), Math.min(size, 1_001))),
}

/** Whether a change shares or deepens what others would walk: it comes last. */
const isLast = ({ kind }: Mutation) => kind === 'multiply' || kind === 'nest'

/** A copy of a value with the changes made one after the other. */
export function mutated(value: Json, changes: readonly Mutation[]): Json {
  const root: Record<string, Json> = { body: unshared(value) }
  const inOrder = [...changes.filter((one) => !isLast(one)), ...changes.filter(isLast).slice(0, 1)]
  for (const one of inOrder) {
    const places = placesOf(root)
    const target = at(places, one.place)
    if (target !== undefined) CHANGES[one.kind](target, one, places)
  }
  return root['body'] ?? null
}
