import { onceOf } from '../../base/once-of.ts'
import type {
  AuxiliaryInput,
  Derivation,
  PredictorDefinition,
  PredictorSet,
} from '../readings/input-definition.ts'
import type { ModelInService } from './model-in-service.ts'
import { KEY_REASONS, type KeyReason, ORDER_KEY, type PrefetchSlots, reasonsOf } from './slots.ts'

/** A prefetch key that was not read, or not all of it. */
export interface UnreadKey {
  readonly key: string
  readonly reasons: readonly [KeyReason, ...KeyReason[]]
}

export const stateOf = ({ reasons: [first] }: UnreadKey) => KEY_REASONS[first].state

/** Those of some keys that were not read, or not all of them. */
export function unreadAmong(keys: Iterable<string>, slots: PrefetchSlots): readonly UnreadKey[] {
  return [...new Set(keys)].flatMap((key) => {
    const [first, ...rest] = reasonsOf(slots[key])
    return first === undefined ? [] : [{ key, reasons: [first, ...rest] as const }]
  })
}

/** The keys not read, and those of inputs of which there is more than is compared. */
export function withTooMany(
  unread: readonly UnreadKey[],
  tooMany: readonly string[],
  { inputs: { auxiliaries } }: Pick<ModelInService, 'inputs'>,
): readonly UnreadKey[] {
  const keys = auxiliaries
    .filter(({ id }) => tooMany.includes(id))
    .map((input) => input.prefetchKey)
  const more = [...new Set(keys)].filter((name) => unread.every(({ key }) => key !== name))
  return [...unread, ...more.map((key) => ({ key, reasons: ['more-than-read'] as const }))]
}

type Keys = ModelInService['keys']
type Input = PredictorDefinition | AuxiliaryInput

/** The inputs that a derivation asks. */
function askedBy(derivation: Derivation): readonly string[] {
  return derivation.kind === 'points'
    ? derivation.items.flatMap((bands) => bands.map(({ when }) => when.input))
    : derivation.rows.flatMap(({ when }) => when.map(({ input }) => input))
}

/**
 * The prefetch keys that an input rests on: its own first, and those of what it may be derived
 * from, which can contradict what is recorded, too. What lies in them and was not read could change
 * it.
 */
export function keysBehind(
  input: Input,
  auxiliaries: readonly AuxiliaryInput[],
  keys: Keys,
): readonly string[] {
  const behind = new Set<string>()
  const seen = new Set<string>()
  const add = (next: Input) => {
    if (seen.has(next.id)) return
    seen.add(next.id)
    behind.add(next.prefetchKey)
    if (next.kind !== 'finding') return
    if (next.fromConditionStage) behind.add(keys.diagnoses)
    if (next.derivation === undefined) return
    const asked = askedBy(next.derivation)
    auxiliaries.filter(({ id }) => asked.includes(id)).forEach(add)
  }
  add(input)
  return [...behind]
}

/** The prefetch keys that a model reads. */
export const keysOf = onceOf(({ keys, inputs }: Pick<ModelInService, 'keys' | 'inputs'>) => {
  const ofInputs = [...inputs.predictors, ...inputs.auxiliaries].map((input) => input.prefetchKey)
  return [...new Set([...Object.values(keys), ...ofInputs])]
})

/**
 * Whether a model can do without a key: it holds no predictor, and neither who the patient is nor
 * the disease. A site whose calls never bring procedures, as one that speaks HL7 v2 alone, is told
 * that an earlier treatment cannot be excluded, and is answered.
 */
const isOptional = (key: string, { keys, inputs }: Pick<ModelInService, 'keys' | 'inputs'>) =>
  (key === keys.procedures || !Object.values(keys).includes(key)) &&
  inputs.predictors.every(({ prefetchKey }) => prefetchKey !== key)

const isBySetup = (reason: KeyReason) => 'isBySetup' in KEY_REASONS[reason]

/**
 * Whether nothing may be firm as long as a key is not read. An optional key that no call of this
 * site brings is named on the card and costs no more.
 */
export const isBar = (
  { key, reasons }: UnreadKey,
  model: Pick<ModelInService, 'keys' | 'inputs'>,
): boolean => !(isOptional(key, model) && reasons.every(isBySetup))

/**
 * The facts that a board computes scores from, beside readings, and the key that each rests on;
 * what the order says is one.
 */
export function keyOfFact(fact: string, { patient, procedures }: Keys): string {
  if (fact === ORDER_KEY) return ORDER_KEY
  return fact === 'age' ? patient : procedures
}

/** Of a board no reading is needed by all scores: what a site never sends costs those that need it. */
export const isBoardBar = ({ key, reasons }: UnreadKey, keys: Keys): boolean =>
  Object.values(keys).includes(key) || !reasons.every(isBySetup)

/** The keys that keep the inputs of a set from being known, by input. */
export function barsByInput(
  { predictors, auxiliaries }: PredictorSet,
  keys: Keys,
  bars: readonly UnreadKey[],
): (id: string) => readonly UnreadKey[] {
  const inputs = [...predictors, ...auxiliaries]
  return (id) => {
    const input = inputs.find((candidate) => candidate.id === id)
    if (input === undefined || bars.length === 0) return []
    const behind = keysBehind(input, auxiliaries, keys)
    return behind.flatMap((key) => bars.filter((bar) => bar.key === key))
  }
}
