import { isJsonObject, nonBlank, objects } from '../../base/json.ts'
import { type FhirServer, readFrom } from '../fhir-import/fhir-server.ts'
import type { ImportMap } from './import-map.ts'
import type { PatientRows } from './patient-rows.ts'
import type { RowsOfPatient } from './to-transaction.ts'

/** The patients that are named by a number alone. */
export function patientsByNumber(
  taken: readonly PatientRows[],
  { patientSystem }: ImportMap,
): readonly RowsOfPatient[] {
  return taken.map(({ patient = '', rows }) => ({
    subject: {
      type: 'Patient',
      identifier: {
        ...(patientSystem === undefined ? {} : { system: patientSystem }),
        value: patient,
      },
    },
    reference: undefined,
    key: patient,
    rows,
  }))
}

/** The one patient of a table, who is named beside it. */
export const onePatient = (taken: readonly PatientRows[], id: string): readonly RowsOfPatient[] =>
  taken.map(({ rows }) => ({
    subject: { reference: `Patient/${id}` },
    reference: `Patient/${id}`,
    key: id,
    rows,
  }))

/** A patient whom a server does not know, or knows twice, by the first row of the table. */
export interface UnknownPatient {
  readonly row: number
  readonly why: string
}

async function idsOf(server: FhirServer, number: string, system: string | undefined) {
  const token = `${system === undefined ? '' : `${system}|`}${number}`
  const search = `Patient?identifier=${encodeURIComponent(token)}&_elements=id&_count=2`
  const { entry } = await readFrom(server, search, 'a patient of the table')
  return objects(entry).flatMap(({ resource }) =>
    isJsonObject(resource) && resource['resourceType'] === 'Patient'
      ? (nonBlank(resource['id']) ?? [])
      : [],
  )
}

/**
 * The patients of a table as a server knows them, by number.
 *
 * @throws {Error} In words for people, when the server cannot be asked.
 */
export async function patientsOnServer(
  taken: readonly PatientRows[],
  server: FhirServer,
  { patientSystem }: ImportMap,
): Promise<{
  readonly found: readonly RowsOfPatient[]
  readonly unknown: readonly UnknownPatient[]
}> {
  const found: RowsOfPatient[] = []
  const unknown: UnknownPatient[] = []
  for (const patientRows of taken) {
    const [id, ...others] = await idsOf(server, patientRows.patient ?? '', patientSystem)
    if (id !== undefined && others.length === 0) found.push(...onePatient([patientRows], id))
    else
      unknown.push({
        row: patientRows.rows[0]?.number ?? 0,
        why:
          id === undefined
            ? 'the server knows no patient by this number'
            : 'the server knows several patients by this number',
      })
  }
  return { found, unknown }
}
