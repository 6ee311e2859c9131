import { isJsonObject, type JsonObject, nonBlank } from '../../base/json.ts'
import { type Concept, readConcept } from './concept.ts'

export interface QuantityAsSent {
  readonly value: number
  /** How it is written, of a number in a text: `4.10` is told apart from `4.1`. */
  readonly digits?: string | undefined
  readonly comparator?: string | undefined
  readonly unit?: string | undefined
  readonly system?: string | undefined
  readonly code?: string | undefined
}

/** The value of an Observation or of a component, by the kinds of `value[x]` that are read. */
export type ObservationValue =
  /** Also an integer, which is a Quantity without a unit. */
  | { readonly kind: 'quantity'; readonly quantity: QuantityAsSent }
  | {
      readonly kind: 'range'
      readonly low: QuantityAsSent | undefined
      readonly high: QuantityAsSent | undefined
    }
  | {
      readonly kind: 'ratio'
      readonly numerator: QuantityAsSent
      readonly denominator: QuantityAsSent
    }
  | { readonly kind: 'concept'; readonly concept: Concept }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'boolean'; readonly boolean: boolean }

function readQuantity(value: unknown): QuantityAsSent | undefined {
  if (!isJsonObject(value) || typeof value['value'] !== 'number') return undefined
  if (!Number.isFinite(value['value'])) return undefined
  return {
    value: value['value'],
    comparator: nonBlank(value['comparator']),
    unit: nonBlank(value['unit']),
    system: nonBlank(value['system']),
    code: nonBlank(value['code']),
  }
}

function readRange(value: unknown): ObservationValue | undefined {
  if (!isJsonObject(value)) return undefined
  const [low, high] = [readQuantity(value['low']), readQuantity(value['high'])]
  return low === undefined && high === undefined ? undefined : { kind: 'range', low, high }
}

function readRatio(value: unknown): ObservationValue | undefined {
  if (!isJsonObject(value)) return undefined
  const numerator = readQuantity(value['numerator'])
  const denominator = readQuantity(value['denominator'])
  return numerator === undefined || denominator === undefined
    ? undefined
    : { kind: 'ratio', numerator, denominator }
}

function readRarer(element: JsonObject): ObservationValue | undefined {
  const boolean = element['valueBoolean']
  if (typeof boolean === 'boolean') return { kind: 'boolean', boolean }
  const integer = element['valueInteger']
  if (typeof integer === 'number' && Number.isFinite(integer))
    return { kind: 'quantity', quantity: { value: integer } }
  return readRange(element['valueRange']) ?? readRatio(element['valueRatio'])
}

/** The `value[x]` of an Observation or component; the commonest types are tried first. */
export function readValue(element: JsonObject): ObservationValue | undefined {
  const quantity = readQuantity(element['valueQuantity'])
  if (quantity !== undefined) return { kind: 'quantity', quantity }
  const concept = readConcept(element['valueCodeableConcept'])
  if (concept !== undefined) return { kind: 'concept', concept }
  const text = nonBlank(element['valueString'])
  return text === undefined ? readRarer(element) : { kind: 'text', text }
}
