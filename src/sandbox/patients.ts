import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { personName } from '../clinical/fhir/human-name.ts'
import { type FhirResource, isFhirResource, readBundle } from '../clinical/fhir/resource.ts'

export interface SandboxPatient {
  /** The folder's name, which is also the Patient's id. */
  readonly id: string
  /** The patient's name by language (BCP 47). */
  readonly names: Readonly<Record<string, string>>
  /** Why it exists: the first sentence of its README. */
  readonly why: string
  /** The same by language (BCP 47). */
  readonly reasons: Readonly<Record<string, string>>
  readonly resources: readonly FhirResource[]
  /** The order that somebody is about to sign. */
  readonly draftOrder: FhirResource
}

function readPatient(folder: string, id: string): SandboxPatient {
  const bundle: unknown = JSON.parse(readFileSync(join(folder, id, 'bundle.json'), 'utf8'))
  const readme = readFileSync(join(folder, id, 'README.md'), 'utf8')
  if (!isFhirResource(bundle)) throw new TypeError(`${id}/bundle.json is no FHIR resource`)
  const why = readme.split('\n').find((line) => line !== '' && !line.startsWith('#')) ?? ''
  const chinese = /^中文：(.*)$/m.exec(readme)?.[1] ?? why
  const { resources } = readBundle(bundle)
  const draftOrder = resources.find(({ status }) => status === 'draft')
  if (draftOrder === undefined) throw new TypeError(`${id} has no draft order`)
  const patient = resources.find(({ resourceType }) => resourceType === 'Patient') ?? { id }
  const names = { en: personName(patient, 'en'), 'zh-CN': personName(patient, 'zh-CN') }
  return { id, names, why, reasons: { en: why, 'zh-CN': chinese }, resources, draftOrder }
}

/** Who works where the patients are: nobody real. */
export function readStaff(file: string): readonly FhirResource[] {
  const bundle: unknown = JSON.parse(readFileSync(file, 'utf8'))
  if (!isFhirResource(bundle)) throw new TypeError(`${file} is no FHIR resource`)
  return readBundle(bundle).resources
}

/** The synthetic patients of a folder, by name. */
export function readPatients(folder: string): readonly SandboxPatient[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => readPatient(folder, name))
    .toSorted((a, b) => a.id.localeCompare(b.id))
}
