import { uniqueBy } from '../../base/lists.ts'
import type {
  AuxiliaryInput,
  FindingInput,
  PredictorDefinition,
  StatisticRule,
} from '../../clinical/readings/input-definition.ts'
import type { Coding, ValueSet } from '../../clinical/terminology/value-set.ts'
import { toWording } from '../../hook/cards/wording.ts'
import type { Service } from '../../hook/service.ts'

type Input = PredictorDefinition | AuxiliaryInput

/** Something that a table may hold, and by which rule of the service it is read. */
export interface TableInput {
  /** The input's id; of a part of a ratio, that of its value set. */
  readonly id: string
  /** What a table may call it beside its id. */
  readonly labels: readonly string[]
  /** The code under which it is written. */
  readonly code: Coding
  readonly readAs: Input
  /** The UCUM unit in which it is read; nothing of a finding. */
  readonly unit?: string | undefined
  readonly finding?: FindingInput | undefined
  /** How its statistic is told, where it is one of a region. */
  readonly statistic?: StatisticRule | undefined
  /** Of a place in the body, and thus from images; else of a sample, or of the patient. */
  readonly isImaging: boolean
}

/** A quantity of an input: its own, or that of a part of a ratio. */
interface Part {
  readonly id: string
  readonly codes: ValueSet
  readonly unit?: string | undefined
  readonly labels: readonly string[]
}

function toTableInput(readAs: Input, { id, codes, unit, labels }: Part): readonly TableInput[] {
  const [code] = codes.codings
  if (code === undefined) return []
  return [
    {
      ...{ id, labels, code, readAs, unit, isImaging: readAs.sites !== undefined },
      finding: readAs.kind === 'finding' ? readAs : undefined,
      statistic: readAs.kind === 'quantity' ? readAs.statistic : undefined,
    },
  ]
}

function partsOf(input: Input, labels: readonly string[]): readonly Part[] {
  const { id } = input
  if (input.kind === 'finding') return [{ id, codes: input.codes, labels }]
  const { unit } = input
  if (input.kind === 'quantity') return [{ id, codes: input.codes, unit, labels }]
  const parts = input.pairs
    .flatMap(({ numerator, denominator }) => [numerator, denominator])
    .flatMap(({ codes, plus, shareOf, ...part }) => [
      { codes, unit: part.unit },
      ...(plus === undefined ? [] : [{ codes: plus, unit: part.unit }]),
      ...(shareOf === undefined ? [] : [shareOf]),
    ])
  return [
    { id, codes: input.reported, unit, labels },
    ...parts.map((part) => ({
      ...{ id: part.codes.id, codes: part.codes, unit: part.unit },
      labels: [part.codes.title],
    })),
  ]
}

const toTableInputs = (input: Input, labels: readonly string[]): readonly TableInput[] =>
  partsOf(input, labels).flatMap((part) => toTableInput(input, part))

/** Everything that a service reads of Observations, and a table may hold. */
export function tableInputsOf(service: Service): readonly TableInput[] {
  const { predictors, auxiliaries } = service.inputs
  const wordings = Object.values(service.translations).map((cards) =>
    toWording({ ...service, cards }),
  )
  const labelsOf = (id: string) => wordings.map(({ label }) => label(id))
  const all = [
    ...predictors.flatMap((input) => toTableInputs(input, labelsOf(input.id))),
    ...auxiliaries.flatMap((input) => toTableInputs(input, [])),
  ]
  return uniqueBy(all, ({ id }) => id)
}
