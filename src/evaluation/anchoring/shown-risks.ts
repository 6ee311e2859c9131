import type { PredictorValues, RiskModelDefinition } from '../../clinical/models/definition.ts'
import { toRiskModel } from '../../clinical/models/estimate.ts'

/** A patient as a card sees him or her: values, and the key of what measured them. */
interface Shown {
  readonly values: PredictorValues
  readonly platform: string
}

/** The log odds of the risks that cards say, the means of the versions, on no day in particular. */
export function shownLogOdds(
  definition: RiskModelDefinition,
  patients: readonly Shown[],
): Float64Array {
  const model = toRiskModel(definition)
  return Float64Array.from(patients, ({ values, platform }) => {
    const { predictedRisk } = model.estimate(values, { platform })
    return Math.log(predictedRisk) - Math.log1p(-predictedRisk)
  })
}
