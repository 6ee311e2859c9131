import type { PredictorSet } from '../clinical/readings/input-definition.ts'
import type { Problems } from './problems.ts'
import { addSiteProblem, type SiteFile } from './site-file.ts'

/** Reports measurements of what no model measures, and devices of which two things are said. */
export function checkMeasurements(
  { measurements }: Pick<SiteFile, 'measurements'>,
  models: readonly { readonly inputs: Pick<PredictorSet, 'predictors'> }[],
  problems: Problems,
): void {
  const measured = models
    .flatMap(({ inputs }) => inputs.predictors)
    .filter(({ kind }) => kind !== 'finding')
  const known = [...new Set(measured.map(({ id }) => id))]
  for (const [id, { scanners }] of Object.entries(measurements)) {
    if (!known.includes(id))
      addSiteProblem(problems, ['measurements', id], `is no measured input: ${known.join(', ')}`)
    const devices = scanners.map(({ device }) => device)
    devices.forEach((device, i) => {
      if (devices.indexOf(device) !== i)
        addSiteProblem(
          problems,
          ['measurements', id, 'scanners', i, 'device'],
          device === undefined
            ? 'only one scanner can be that of values that name no device'
            : `${device} is there twice`,
        )
    })
  }
}
