import { objects } from '../../base/json.ts'
import { type FhirResource, localReference, readReference } from '../../clinical/fhir/resource.ts'
import { type FhirServer, readFrom, sendTransaction } from '../fhir-import/fhir-server.ts'

/** The server to which an import goes, and what is said to be on it. */
export interface ImportTarget extends FhirServer {
  readonly patientId: string
  /** The hospital's number of the patient in the reports; nothing where it is not compared. */
  readonly patientNumber: string | undefined
  /** The BodyStructures that lesions are said to be. */
  readonly bodyStructures: readonly string[]
}

/** @throws {Error} When the patient on the server is not known to be that of the reports. */
async function checkPatient(target: ImportTarget): Promise<void> {
  const { patientId, patientNumber } = target
  const patient = await readFrom(target, `Patient/${patientId}`)
  const numbers = objects(patient['identifier']).map(({ value }) => value)
  const known = [...numbers, `Patient/${patientId}`]
  if (patientNumber !== undefined && !known.includes(patientNumber))
    throw new Error(
      `Patient/${patientId} has not the number that the reports have: nothing was sent. If it is the same person, say so with --other-number`,
    )
}

/** @throws {Error} When a BodyStructure is none, or of another patient. */
async function checkBodyStructures(target: ImportTarget): Promise<void> {
  for (const id of target.bodyStructures) {
    const { patient } = await readFrom(target, `BodyStructure/${id}`)
    const owner = readReference(patient)
    if (owner === undefined || localReference(owner) !== `Patient/${target.patientId}`)
      throw new Error(`BodyStructure/${id} is of another patient: nothing was sent`)
  }
}

/**
 * Sends the transaction to a server, after a look at whom and what it names.
 *
 * @returns How many resources the server created, and how many it updated or already had.
 * @throws {Error} In words for people, when nothing was written.
 */
export async function sendImport(bundle: FhirResource, target: ImportTarget) {
  await checkPatient(target)
  await checkBodyStructures(target)
  return sendTransaction(bundle, target)
}
