import { basename, dirname } from 'node:path'
import { Fault } from '../base/fault.ts'
import { openFolder } from './folder.ts'
import { CatalogError, Problems } from './problems.ts'
import { checkModel } from './check-model.ts'
import { checkVersions, VERSIONS_FILE } from './check-versions.ts'
import { versionsFileSchema } from './versions-schema.ts'
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

/** The intercepts of its versions, from the file itself or from the one beside it. */
function withIntercepts(model: RiskModelFile, path: string): RiskModelFile {
  if (model.versions === undefined || model.versionIntercepts !== undefined) return model
  const problems = new Problems()
  const file = openFolder(dirname(path), problems).readJson(VERSIONS_FILE, versionsFileSchema)
  checkVersions(model, file, problems)
  problems.throwIfAny()
  return file === undefined ? model : { ...model, versionIntercepts: file.intercepts }
}

/** What is wrong with a file becomes one fault. */
function withProblemsTold<Result>(work: () => Result): Result {
  try {
    return work()
  } catch (cause) {
    if (!(cause instanceof CatalogError)) throw cause
    throw new Fault('malformed-request', cause.message, { cause })
  }
}

/**
 * One risk model from its file, checked as the service checks it.
 *
 * @throws {Fault} With everything that is wrong with it.
 */
export const loadRiskModelFile = (path: string): RiskModelFile =>
  withProblemsTold(() => withIntercepts(readModel(path), path))

/**
 * The same before its versions are made.
 *
 * @throws {Fault} With everything that is wrong with it.
 */
export const loadUnsolvedModelFile = (path: string): RiskModelFile =>
  withProblemsTold(() => readModel(path))
