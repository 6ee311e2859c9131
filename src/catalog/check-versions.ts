import { digestOf } from '../base/digest.ts'
import type { Problems } from './problems.ts'
import type { RiskModelFile } from './schemas.ts'
import type { VersionsFile } from './versions-schema.ts'

/** The generated file of a model's folder. */
export const VERSIONS_FILE = 'versions.json'

/** The command that makes the file anew. */
export const MAKE_VERSIONS = 'npx tace-cds versions'

/** A digest of everything in a model that its versions' intercepts depend on. */
export function versionsSourceOf({ terms, anchor, versions, categories }: RiskModelFile): string {
  const figures = terms.map(({ predictor, coefficient, standardError }) => [
    predictor,
    coefficient,
    standardError,
  ])
  return `sha256:${digestOf(JSON.stringify([figures, anchor.population, versions, categories]))}`
}

/** That the generated intercepts are of the model as it is. */
export function checkVersions(
  model: RiskModelFile,
  file: VersionsFile | undefined,
  problems: Problems,
): void {
  if (model.versions === undefined || file === undefined) return
  if (file.madeFrom !== versionsSourceOf(model))
    problems.add(
      VERSIONS_FILE,
      ['madeFrom'],
      'these are the versions of another model than risk-model.json is now',
      `Make them anew: ${MAKE_VERSIONS}`,
    )
  else if (file.intercepts.length !== model.versions.count)
    problems.add(
      VERSIONS_FILE,
      ['intercepts'],
      `${String(file.intercepts.length)} intercepts for ${String(model.versions.count)} versions`,
      `Make them anew: ${MAKE_VERSIONS}`,
    )
}
