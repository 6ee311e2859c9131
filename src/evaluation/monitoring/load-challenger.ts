import { Fault } from '../../base/fault.ts'
import type { Catalog } from '../../catalog/load-catalog.ts'
import { loadRiskModelFile } from '../../catalog/load-risk-model.ts'
import { toRiskModel } from '../../clinical/models/estimate.ts'
import { modelHash } from '../../records/model-records.ts'
import type { Companion } from '../../records/open-record-keeping.ts'
import { hasSamePredictors, withChallenger } from './challenge-record.ts'

/**
 * A model that runs beside the installed one of the same predictors: what it says is kept with each
 * record, after the answer is made.
 *
 * @throws {Fault} When its file is no model, or no installed model has its predictors.
 */
export function loadChallenger(
  file: string | undefined,
  { definitions }: Catalog,
): Companion | undefined {
  if (file === undefined) return undefined
  const definition = loadRiskModelFile(file)
  const model = toRiskModel(definition)
  if (!definitions.some((installed) => hasSamePredictors(installed.model, model)))
    throw new Fault(
      'malformed-request',
      'CHALLENGER_MODEL: no installed service has the predictors of this model',
    )
  const { id, version, calibration } = definition
  const hash = modelHash(definition)
  const challenger = { model, recorded: { id, version, calibration, hash } }
  return {
    model: { hash, id, version, definition: JSON.stringify(definition) },
    extend: (record) => withChallenger(record, challenger),
  }
}
