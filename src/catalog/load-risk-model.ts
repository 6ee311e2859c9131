import { basename, dirname } from 'node:path'
import { Fault } from '../base/fault.ts'
import { openFolder } from './folder.ts'
import { CatalogError, Problems } from './problems.ts'
import { checkModel } from './check-model.ts'
import { type RiskModelFile, riskModelSchema } from './schemas.ts'

function readModel(path: string): RiskModelFile {
  const problems = new Problems()
  const folder = openFolder(dirname(path), problems)
  const model = folder.readJson(basename(path), riskModelSchema)
  if (model !== undefined) checkModel(model, problems)
  problems.throwIfAny()
  if (model === undefined) throw new TypeError('a file without a problem is a model')
  return model
}

/**
 * One risk model from its file, checked as the service checks it.
 *
 * @throws {Fault} With everything that is wrong with it.
 */
export function loadRiskModelFile(path: string): RiskModelFile {
  try {
    return readModel(path)
  } catch (cause) {
    if (!(cause instanceof CatalogError)) throw cause
    throw new Fault('malformed-request', cause.message, { cause })
  }
}
