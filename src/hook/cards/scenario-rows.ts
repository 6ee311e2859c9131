import type { RiskBounds } from '../../clinical/models/estimate.ts'
import type { Service } from '../service.ts'
import type { Wording } from './wording.ts'

/** The risk at each value that a finding may have. */
export function scenarioRows(
  { inputs }: Pick<Service, 'inputs'>,
  bounds: RiskBounds | undefined,
  wording: Wording,
) {
  const [open = ''] = Object.keys(bounds?.ranges ?? {})
  const input = inputs.predictors.find(({ id }) => id === open)
  if (bounds === undefined || input?.kind !== 'finding') return []
  return bounds.scenarios.map(({ value, risk, range }) => ({
    value: wording.bareNumber(open, value),
    risk: wording.withRange(wording.figure({ predictedRisk: risk, state: bounds.state }), range),
  }))
}
