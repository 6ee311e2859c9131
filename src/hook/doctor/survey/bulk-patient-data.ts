import { type ExportLine, listExport, readExport } from '../../../base/formats/bulk-export.ts'
import { OMITTED, type PrefetchSlot } from '../../../clinical/assessment/slots.ts'
import {
  type FhirResource,
  localReference,
  readReference,
} from '../../../clinical/fhir/resource.ts'
import type { PatientData } from '../../call.ts'

/** The types that are looked at. */
const TYPES = new Set(['Patient', 'Condition', 'Procedure', 'Observation', 'ServiceRequest'])

/** The records of some patients of a Bulk Data export, in memory. */
export interface BulkRecords {
  readonly patientIds: readonly string[]
  readonly patientData: PatientData
  /** Lines that hold no resource that can be read. */
  readonly unreadLines: number
}

/** The lines of all files of an export, of some types. */
async function* linesOf(folder: string, types: ReadonlySet<string>): AsyncGenerator<ExportLine> {
  for (const source of await listExport(folder))
    for await (const { lines } of readExport(source, types)) yield* lines
}

async function readPatientIds(folder: string, most: number): Promise<readonly string[]> {
  const ids = new Set<string>()
  for await (const line of linesOf(folder, new Set(['Patient']))) {
    const id = 'resource' in line ? line.resource['id'] : undefined
    if (typeof id === 'string' && ids.size < most) ids.add(id)
  }
  return [...ids]
}

const typeOf = (template: string) => /^[A-Za-z]+/.exec(template)?.[0] ?? ''

/** The slots of a patient as the templates would bring them: values are told apart by their codes. */
function slotFrom(held: readonly FhirResource[], hasType: boolean): PrefetchSlot {
  return hasType ? { kind: 'supplied', by: 'fhir-server', resources: held, unread: [] } : OMITTED
}

/** The id of the patient whom a resource is of, as its reference says. */
function ownerOf({ resourceType, id, subject, patient }: FhirResource): string | undefined {
  if (resourceType === 'Patient') return typeof id === 'string' ? id : undefined
  const reference = readReference(subject) ?? readReference(patient)
  return reference === undefined
    ? undefined
    : /^Patient\/(.+)$/.exec(localReference(reference))?.[1]
}

/**
 * Reads an export twice: who is in it, and what it has of the first of them. Never more than those
 * is in memory.
 *
 * @throws {Fault} When the folder or a file cannot be read.
 */
export async function readBulkRecords(folder: string, most: number): Promise<BulkRecords> {
  const patientIds = await readPatientIds(folder, most)
  const records = new Map<string, FhirResource[]>(patientIds.map((id) => [id, []]))
  const types = new Set<string>()
  let unreadLines = 0
  for await (const line of linesOf(folder, TYPES)) {
    if ('why' in line) {
      unreadLines += 1
      continue
    }
    types.add(line.resource.resourceType)
    records.get(ownerOf(line.resource) ?? '')?.push(line.resource)
  }
  const acquire: PatientData['acquire'] = ({ context }, templates) => {
    const record = records.get(context.patientId) ?? []
    let hasObserved = false
    const slots = Object.entries(templates).map(([key, template]): [string, PrefetchSlot] => {
      const type = typeOf(template)
      const isAll = key === 'everything' || type !== 'Observation' || !hasObserved
      // What is observed stands under one key; the readings look under all.
      if (type === 'Observation' && key !== 'everything') hasObserved = true
      const held = record.filter(({ resourceType }) => resourceType === type)
      return [key, slotFrom(isAll ? held : [], types.has(type))]
    })
    return Promise.resolve(Object.fromEntries(slots))
  }
  return { patientIds, patientData: { acquire }, unreadLines }
}
