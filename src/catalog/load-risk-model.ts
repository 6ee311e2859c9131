import { basename, dirname } from 'node:path'
import { openFolder } from './folder.ts'
import { Problems } from './problems.ts'
import { type RiskModelFile, riskModelSchema } from './schemas.ts'

/**
 * One risk model from its file, checked as the service checks it.
 *
 * @throws {CatalogError} With everything that is wrong with it.
 */
export function loadRiskModelFile(path: string): RiskModelFile {
  const problems = new Problems()
  const file = basename(path)
  const json = openFolder(dirname(path)).readJson(file, problems)
  const model = json === undefined ? undefined : problems.parse(file, riskModelSchema, json)
  problems.throwIfAny()
  if (model === undefined) throw new TypeError('a file without a problem is a model')
  return model
}
