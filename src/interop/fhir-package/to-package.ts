import { canonicalUrl } from '../../base/canonical.ts'
import type { JsonObject } from '../../base/json.ts'
import { uniqueBy } from '../../base/lists.ts'
import { SOFTWARE_VERSION } from '../../base/version.ts'
import type { FhirResource } from '../../clinical/fhir/resource.ts'
import { TERMINOLOGY_FOLDER } from '../../catalog/shipped-files.ts'
import type { Catalog } from '../../catalog/load-catalog.ts'
import { questionnaireOf } from '../../hook/entry/to-questionnaire.ts'
import { toConceptMaps } from './concept-maps.ts'
import { toDefinition } from './definition.ts'
import { readDefinitions } from './definitions.ts'
import { toExamples } from './examples.ts'
import { toPlanDefinition } from './plan-definition.ts'
import { toTgz } from './tar.ts'
import { profiledItems, toAnswerSet, toProfile } from './profiles.ts'

export interface PackageOptions {
  readonly catalog: Pick<Catalog, 'modelFiles' | 'services'>
  readonly canonicalBase: string
  /** Public URL of the service, without a trailing slash. */
  readonly serviceUrl: string
}

/** The content of a FHIR package. */
export interface PackageContent {
  readonly definitions: readonly FhirResource[]
  readonly examples: readonly FhirResource[]
}

/** Of all examples: long ago enough to be nobody's, and the same in every build. */
const DAY_OF_EXAMPLES = '2026-11-10'

/** What a FHIR package of the services holds. */
export function packageContent(options: PackageOptions): PackageContent {
  const { catalog, canonicalBase, serviceUrl } = options
  const terminology = readDefinitions(TERMINOLOGY_FOLDER, canonicalBase)
  const definitions = catalog.modelFiles.flatMap(({ definition }) => {
    const items = profiledItems(definition)
    return [
      ...items.map((item) => toProfile(item, canonicalBase)),
      ...items.flatMap((item) => toAnswerSet(item, definition)),
      questionnaireOf(definition),
      toPlanDefinition(definition, catalog, serviceUrl),
    ]
  })
  const examples = catalog.modelFiles.flatMap(({ definition, examples: cases }) => {
    const [first] = cases
    return first === undefined ? [] : toExamples(definition, first.values, DAY_OF_EXAMPLES)
  })
  return {
    // Models may read the same values.
    definitions: uniqueBy(
      [...terminology, ...toConceptMaps(terminology, canonicalBase), ...definitions],
      ({ resourceType, id }) => `${resourceType}/${String(id)}`,
    ),
    examples,
  }
}

const NAME = 'tace-resistance-cds.r4'
const FHIR_VERSION = '4.0.1'

/** https://hl7.org/fhir/uv/sdc/: the form's extensions are of it. */
const DEPENDENCIES = { 'hl7.fhir.r4.core': FHIR_VERSION, 'hl7.fhir.uv.sdc': '4.0.0' }

const TITLE = 'TACE Resistance CDS'

function toGuide({ definitions, examples }: PackageContent, canonicalBase: string): FhirResource {
  const resourceOf = (resource: FhirResource, example: JsonObject) => ({
    reference: { reference: `${resource.resourceType}/${String(resource['id'])}` },
    ...example,
  })
  return toDefinition('ImplementationGuide', NAME, canonicalBase, {
    name: 'TaceResistanceCds',
    title: TITLE,
    packageId: NAME,
    license: 'Apache-2.0',
    fhirVersion: [FHIR_VERSION],
    dependsOn: [
      {
        id: 'sdc',
        uri: 'http://hl7.org/fhir/uv/sdc/ImplementationGuide/hl7.fhir.uv.sdc',
        packageId: 'hl7.fhir.uv.sdc',
        version: DEPENDENCIES['hl7.fhir.uv.sdc'],
      },
    ],
    definition: {
      resource: [
        ...definitions.map((resource) => resourceOf(resource, { exampleBoolean: false })),
        ...examples.map((resource) => resourceOf(resource, { exampleBoolean: true })),
      ],
    },
  })
}

const toManifest = (canonicalBase: string) => ({
  name: NAME,
  version: SOFTWARE_VERSION,
  type: 'fhir.ig',
  title: TITLE,
  description: 'Code systems, value sets, profiles, form and plan of the service.',
  author: TITLE,
  license: 'Apache-2.0',
  canonical: canonicalBase,
  url: canonicalUrl(canonicalBase, 'ImplementationGuide', NAME),
  fhirVersions: [FHIR_VERSION],
  dependencies: DEPENDENCIES,
  directories: { lib: 'package', example: 'example' },
})

const toText = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`

const fileOf = ({ resourceType, id }: FhirResource) => `${resourceType}-${String(id)}.json`

const indexed = (resource: FhirResource) => {
  const { resourceType, id, url, version, kind, type } = resource
  return { filename: fileOf(resource), resourceType, id, url, version, kind, type }
}

function toFolder(folder: string, resources: readonly FhirResource[]) {
  const index = { 'index-version': 2, files: resources.map(indexed) }
  return {
    [`${folder}/.index.json`]: toText(index),
    ...Object.fromEntries(
      resources.map((resource) => [`${folder}/${fileOf(resource)}`, toText(resource)]),
    ),
  }
}

/**
 * The files of a FHIR package by path.
 * https://confluence.hl7.org/display/FHIR/NPM+Package+Specification
 */
export function packageFiles(options: PackageOptions): Readonly<Record<string, string>> {
  const { canonicalBase } = options
  const content = packageContent(options)
  return {
    'package/package.json': toText(toManifest(canonicalBase)),
    ...toFolder('package', [...content.definitions, toGuide(content, canonicalBase)]),
    ...toFolder('package/example', content.examples),
  }
}

/** The package, as the bytes of package.tgz. */
export const toFhirPackage = (options: PackageOptions): Uint8Array => toTgz(packageFiles(options))
