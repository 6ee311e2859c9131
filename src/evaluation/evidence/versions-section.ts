import type { ModelFile } from '../../catalog/model-file.ts'
import type { VersionsSettings } from '../../clinical/models/versions/settings.ts'
import { percent } from '../drawing/format.ts'
import { cell, table } from '../drawing/markdown.ts'
import { predictorCell } from './predictor-label.ts'

type Row = readonly [what: string, between: string, source: string]

const settingRow = (what: string, between: string, source: string | undefined): Row => [
  what,
  between,
  cell(source ?? ''),
]

const ends = ([least, most]: readonly [number, number]) => `${String(least)} to ${String(most)}`

type Label = (predictor: string) => string

function predictorRows(
  { caps, centred, documented }: VersionsSettings,
  label: Label,
): readonly Row[] {
  const centring =
    centred === undefined
      ? []
      : [
          settingRow(
            `${label(centred.predictor)}: kept weight; gain of its unit; SD of a scanner's centre`,
            `${ends(centred.weight)}; ${ends(centred.gain)}; ${String(centred.tau)}`,
            centred.source,
          ),
        ]
  return [
    ...caps.map(({ predictor, at, source }) =>
      settingRow(`${label(predictor)}: effect ends, in every other version`, String(at), source),
    ),
    ...centring,
    ...documented.map(({ predictor, figure, range, source }) =>
      settingRow(`${label(predictor)}: ${figure} in the population`, ends(range), source),
    ),
  ]
}

function modelRows({ gamma, slope, share, countSd }: VersionsSettings): readonly Row[] {
  const { events, patients, sd } = share
  return [
    settingRow('factor of all coefficients', ends(slope.range), slope.source),
    settingRow(
      'share of the outcome, not counted here',
      `logit-normal around ${String(events)} of ${String(patients)}, SD ${String(sd)}`,
      share.source,
    ),
    settingRow('counted share: SD of its definition', String(countSd.sd), countSd.source),
    settingRow(
      'versions that must agree, before and after the share is known',
      `${percent(gamma.unknownShare, 0)}, ${percent(gamma.knownShare, 0)}`,
      gamma.source,
    ),
  ]
}

/** What is unknown of the model, from which its versions are drawn. */
export function versionsSection({ definition }: ModelFile): readonly string[] {
  const { versions } = definition.model.definition
  if (versions === undefined) return []
  const rows = [
    ...modelRows(versions),
    ...predictorRows(versions, (predictor) => predictorCell(definition, predictor)),
  ]
  return [
    '## The versions of the model',
    '',
    `${String(versions.count)} versions, drawn from what is documented as unknown: the coefficients by their standard errors, and`,
    '',
    ...table(['unknown', 'between', 'source'], rows),
  ]
}
