import type { GuidanceDefinition } from '../guidance/index.ts'
import type {
  AuxiliaryInput,
  FindingInput,
  PredictorDefinition,
  QuantityInput,
  RatioInput,
} from '../predictors/index.ts'
import type { ValueSet } from '../terminology/index.ts'

/** One set of codes under which values are sought, with the rule by which they are judged. */
export interface Slot {
  readonly name: string
  readonly codes: ValueSet
  readonly lookbackDays: number
  readonly isPerLesion: boolean
  readonly takesLargest: boolean
  readonly quantity:
    | {
        readonly unit: string
        readonly acceptance: readonly [number, number]
        readonly conversions: readonly { readonly unit: string; readonly factor: number }[]
        readonly statistic: QuantityInput['statistic']
      }
    | undefined
  readonly finding: FindingInput | undefined
}

/** All inputs of a service: predictors first. */
export const inputsOf = ({
  inputs,
}: GuidanceDefinition): readonly (PredictorDefinition | AuxiliaryInput)[] => [
  ...inputs.predictors,
  ...inputs.auxiliaries,
]

/** The slot of one part of a ratio. */
export const partSlot = (ratio: string, pair: number, part: 'n' | 'd'): string =>
  `${ratio}_${part}${String(pair)}`

const isPerLesion = (input: object) => 'isPerLesion' in input && input.isPerLesion === true

function ofRatio(input: RatioInput): readonly Slot[] {
  const { id, lookbackDays, unit, acceptance, reported, pairs } = input
  const base = { lookbackDays, isPerLesion: false, takesLargest: false, finding: undefined }
  const rule = { conversions: [], statistic: undefined }
  return [
    { ...base, name: id, codes: reported, quantity: { ...rule, unit, acceptance } },
    ...pairs.flatMap((pair, i) =>
      (['n', 'd'] as const).map((part) => {
        const { codes, ...quantity } = part === 'n' ? pair.numerator : pair.denominator
        return {
          ...base,
          name: partSlot(id, i, part),
          codes,
          quantity: { ...rule, unit: quantity.unit, acceptance: quantity.acceptance },
        }
      }),
    ),
  ]
}

function ofInput(input: PredictorDefinition | AuxiliaryInput): readonly Slot[] {
  if (input.kind === 'ratio') return ofRatio(input)
  const { id: name, codes, lookbackDays } = input
  const base = { name, codes, lookbackDays, isPerLesion: isPerLesion(input) }
  if (input.kind === 'finding')
    return [{ ...base, takesLargest: false, quantity: undefined, finding: input }]
  const { unit, acceptance, conversions = [], statistic, takesLargest } = input
  const quantity = { unit, acceptance, conversions, statistic }
  return [{ ...base, takesLargest, quantity, finding: undefined }]
}

/** The slots of all inputs. */
export const slotsOf = (definition: GuidanceDefinition): readonly Slot[] =>
  inputsOf(definition).flatMap(ofInput)
