import type { Router } from 'express'
import type { JsonObject } from '../base/json.ts'
import type { Instant } from '../base/time.ts'
import type { Grants } from './grants.ts'
import { readLocalCodes, withLocalCodes } from './local-codes.ts'
import { readPatients, readStaff, type SandboxPatient } from './patients.ts'
import { daysSinceNominal, shiftDates } from './shift-dates.ts'
import { withoutTrailing } from '../base/text-ends.ts'

interface FhirSandboxOptions {
  /** The absolute path of fixtures/patients. */
  readonly folder: string
  /** The absolute path of fixtures/staff.json. */
  readonly staffFile: string
  /** Definitions that are served beside the patients. */
  readonly questionnaires?: readonly JsonObject[]
  /** The codes that the hospital has of its own; standard ones where not given. */
  readonly localCodesFile?: string | undefined
  /** The day to which the patients are moved. */
  readonly today: Instant
  /** The public absolute URL at which the router is mounted. */
  readonly baseUrl: string
  /** The access tokens that SMART apps were given; without it there are none. */
  readonly grants?: Pick<Grants, 'findToken'>
}

const NO_GRANTS: Pick<Grants, 'findToken'> = { findToken: () => undefined }

/** A FHIR R4 server with synthetic patients, to be mounted at the URL it was made for. */
export interface FhirSandbox {
  readonly router: Router
  /** Their dates moved to today. */
  readonly patients: readonly SandboxPatient[]
}

/**
 * Makes a FHIR R4 server that lives in this process and forgets every write when it ends. The
 * server is imported here and not on top, so that a service without a sandbox never loads it.
 */
export async function createFhirSandbox(options: FhirSandboxOptions): Promise<FhirSandbox> {
  const { folder, staffFile, questionnaires = [], today } = options
  const baseUrl = withoutTrailing(options.baseUrl, '/')
  const { createFhirServer } = await import('./fhir-server.ts')
  const { fhirEndpoint } = await import('./fhir-endpoint.ts')
  const days = daysSinceNominal(today)
  const { localCodesFile } = options
  const localCodes = localCodesFile === undefined ? new Map() : readLocalCodes(localCodesFile)
  const patients = readPatients(folder).map((patient) =>
    withLocalCodes(shiftDates(patient, days), localCodes),
  )
  const resources = [
    ...readStaff(staffFile),
    ...questionnaires,
    ...patients.flatMap((patient) => patient.resources),
  ]
  const server = await createFhirServer({ baseUrl, today, resources })
  return { router: fhirEndpoint(server, options.grants ?? NO_GRANTS), patients }
}
