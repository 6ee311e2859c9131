import type { Service } from '../../hook/service.ts'
import type { Inputs } from '../../clinical/assessment/assess.ts'
import type { PredictorDefinition } from '../../clinical/readings/input-definition.ts'
import type { RiskEstimate } from '../../clinical/models/estimate.ts'
import type { RiskRange } from '../../clinical/models/uncertainty.ts'
import type { RecordToAssess } from '../../clinical/assessment/assess-record.ts'
import { circumstancesOf } from '../../clinical/assessment/circumstances.ts'
import { emptyLookup } from '../../base/lookup.ts'

/** Assumed values by predictor, in canonical units. */
export type Assumptions = Readonly<Record<string, number | undefined>>

interface Asked {
  readonly definition: Service
  readonly record: Pick<RecordToAssess, 'now' | 'circumstances'>
}

export type WhatIf =
  | { readonly kind: 'estimate'; readonly estimate: RiskEstimate }
  | { readonly kind: 'bounds'; readonly range: RiskRange }
  /** Two or more inputs are still not known: no figure. */
  | { readonly kind: 'nothing' }

/** The predictors that may be assumed: those without a usable value. */
export function assumable(
  { inputs: { predictors } }: Service,
  inputs: Inputs,
): readonly PredictorDefinition[] {
  return predictors.filter(({ id }) => inputs[id]?.kind !== 'found')
}

const within = (value: number, [least, most]: readonly [number, number]) =>
  Math.min(most, Math.max(least, value))

/**
 * The model's answer with assumptions for what is missing, in the circumstances of the record. A
 * value that was measured stays as it is, and nothing is assumed outside its usual range.
 */
export function whatIf(
  { definition, record }: Asked,
  inputs: Inputs,
  assumptions: Assumptions,
): WhatIf {
  const values = emptyLookup<number>()
  const ranges = emptyLookup<readonly [number, number]>()
  const circumstances = circumstancesOf(inputs, definition, record)
  for (const { id } of definition.inputs.predictors) {
    const usual = definition.model.usualRange(id, circumstances)
    const reading = inputs[id]
    const assumed = assumptions[id]
    if (reading?.kind === 'found') values[id] = reading.value.number
    else if (assumed === undefined)
      ranges[id] =
        (reading !== undefined && 'range' in reading ? reading.range : undefined) ?? usual
    else values[id] = within(assumed, usual)
  }
  const open = Object.keys(ranges).length
  if (open > 1) return { kind: 'nothing' }
  return open === 0
    ? { kind: 'estimate', estimate: definition.model.estimate(values, circumstances) }
    : { kind: 'bounds', range: definition.model.bounds(values, ranges, circumstances).range }
}
