import { type FhirResource, readBundle } from '../../../src/clinical/fhir/resource.ts'
import {
  type FileOutcome,
  type ImportOptions,
  importReports,
  type SrImport,
} from '../../../src/interop/dicom-sr/import-reports.ts'
import { parseSrMap } from '../../../src/interop/dicom-sr/sr-map.ts'
import { readRepositoryJson } from '../../support/paths.ts'
import { gather, outcome } from '../../support/readings.ts'
import { type Elements, reportBytes } from './sr-file.ts'

export const srMap = parseSrMap(readRepositoryJson('cds-services/terminology/dicom-sr.json'))

/** Imports the bytes of files. */
export const importBytes = (
  files: readonly Uint8Array[],
  options: Partial<ImportOptions> = {},
): Promise<SrImport> =>
  Promise.resolve(
    importReports(
      files.map((bytes, i) => ({ name: `${String(i + 1)}.dcm`, bytes })),
      {
        acceptUnverified: false,
        acceptUnstatedStatistic: false,
        bodyStructures: new Map(),
        ...options,
      },
      srMap,
    ),
  )

/** Imports one report of these groups. */
export const importGroups = (
  groups: readonly Elements[],
  more: Elements = {},
  options: Partial<ImportOptions> = {},
) => importBytes([reportBytes(groups, more)], options)

/** The resources of a type in the Bundle of an import; none when it took nothing. */
export function resourcesOf({ bundle }: SrImport, type: string): readonly FhirResource[] {
  if (bundle === undefined) return []
  return readBundle(bundle).resources.filter(({ resourceType }) => resourceType === type)
}

export const observationsOf = (imported: SrImport) => resourcesOf(imported, 'Observation')

/** Why the numbers of the only file were passed over. */
export function reasonsOf({ outcomes: [outcome] }: SrImport): readonly string[] {
  return outcome?.kind === 'read' ? outcome.passedOver.map(({ why }) => why) : ['refused']
}

/** Why files were refused; nothing for one that was read. */
export const refusalsOf = ({ outcomes }: { readonly outcomes: readonly FileOutcome[] }) =>
  outcomes.map((outcome) => (outcome.kind === 'refused' ? outcome.why : undefined))

/** What the service itself reads in FHIR resources, at the nominal day. */
export const readByTheService = (resources: readonly FhirResource[]) => gather(resources).readings

/** The number that the service reads, or why there is none. */
export const numberRead = (resources: readonly FhirResource[], predictor: 'adc' | 'dStar') =>
  outcome(readByTheService(resources)[predictor])
