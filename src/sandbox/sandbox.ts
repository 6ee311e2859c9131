import type { Router } from 'express'
import type { Instant } from '../kernel/index.ts'
import { createFhirSandbox } from './create-fhir-sandbox.ts'
import { exampleCurl, startPage } from './start-page.ts'

/** Where the sandbox is reached, and what it holds. */
export interface SandboxOptions {
  /** Absolute path of the folder of synthetic patients. */
  readonly folder: string
  /** Patients are moved in time so that their data is fresh today. */
  readonly today: Instant
  /** Public URL of the service, without a trailing slash. */
  readonly publicUrl: string
  /** Id of the service that the examples call. */
  readonly exampleService: string
  /** Id of the patient of the printed example. */
  readonly examplePatient: string
}

/** A running sandbox. */
export interface Sandbox {
  /** Routers to mount, by path. */
  readonly mounts: readonly (readonly [path: string, router: Router])[]
  /** A command line that shows a card. */
  readonly exampleCommand: string
}

/** The path of the sandbox's FHIR server below the public URL. */
export const SANDBOX_FHIR_PATH = '/sandbox/fhir'

/** A FHIR R4 server in this process with synthetic patients, and a page to start from. */
export async function openSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { folder, today, publicUrl, exampleService } = options
  const fhirServer = `${publicUrl}${SANDBOX_FHIR_PATH}`
  const { router, patients } = await createFhirSandbox({ folder, today, baseUrl: fhirServer })
  const discoveryUrl = `${publicUrl}/cds-services`
  const serviceUrl = `${discoveryUrl}/${exampleService}`
  const example = patients.find(({ id }) => id === options.examplePatient) ?? patients[0]
  return {
    mounts: [
      [SANDBOX_FHIR_PATH, router],
      ['/', startPage(patients, fhirServer, discoveryUrl, serviceUrl)],
    ],
    exampleCommand: example === undefined ? '' : exampleCurl(serviceUrl, example, fhirServer),
  }
}
