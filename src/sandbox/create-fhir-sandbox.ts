import type { Router } from 'express'
import { elements, nonBlank, objects } from '../kernel/index.ts'
import type { Instant, JsonObject } from '../kernel/index.ts'
import { readPatients } from './patients.ts'
import type { SandboxPatient } from './patients.ts'
import { daysSinceNominal, shiftDates } from './shift-dates.ts'

/** Where the patients come from and where the server is to be found. */
export interface FhirSandboxOptions {
  /** The absolute path of fixtures/patients. */
  readonly folder: string
  /** The day to which the patients are moved. */
  readonly today: Instant
  /** The public absolute URL at which the router is mounted. */
  readonly baseUrl: string
}

/** A synthetic patient, as a list of patients shows it. */
export interface FhirSandboxPatient {
  /** The name of the patient's folder. */
  readonly slug: string
  /** The id of the Patient resource. */
  readonly id: string
  readonly name: string
  /** Why this patient exists, in one sentence. */
  readonly why: string
}

/** A FHIR R4 server with synthetic patients, to be mounted at the URL it was made for. */
export interface FhirSandbox {
  readonly router: Router
  readonly patients: readonly FhirSandboxPatient[]
}

/**
 * Makes a FHIR R4 server that lives in this process and forgets every write when it ends. The
 * server is imported here and not on top, so that a service without a sandbox never loads it.
 */
export async function createFhirSandbox(options: FhirSandboxOptions): Promise<FhirSandbox> {
  const { folder, today } = options
  const baseUrl = options.baseUrl.replace(/\/+$/, '')
  const { createFhirServer } = await import('./fhir-server.ts')
  const { fhirEndpoint } = await import('./fhir-endpoint.ts')
  const patients = readPatients(folder)
  const days = daysSinceNominal(today)
  const written = patients.flatMap(({ resources }) => resources)
  const resources = written.map((each) => shiftDates(each, days))
  const server = await createFhirServer({ baseUrl, today, resources })
  return { router: fhirEndpoint(server), patients: patients.map(summarise) }
}

function summarise({ id, why, resources }: SandboxPatient): FhirSandboxPatient {
  const patient = resources.find(({ resourceType }) => resourceType === 'Patient')
  return { slug: id, id: nonBlank(patient?.['id']) ?? id, name: nameOf(patient), why }
}

function nameOf(patient: JsonObject | undefined): string {
  const [name] = objects(patient?.['name'])
  const parts = [...elements(name?.['given']), name?.['family']].map(nonBlank)
  return parts.filter((part) => part !== undefined).join(' ')
}
