import { fileURLToPath } from 'node:url'
import express from 'express'
import request from 'supertest'
import type { Bundle, OperationOutcome, Resource } from '@medplum/fhirtypes'
import { type Instant, toInstant } from '../../src/base/time.ts'
import { createFhirSandbox, type FhirSandbox } from '../../src/sandbox/create-fhir-sandbox.ts'

export const PATIENTS = fileURLToPath(new URL('../../fixtures/patients', import.meta.url))

/** The nominal day, at a time when the order is already written. */
export const NOMINAL_NOON: Instant = toInstant(Date.UTC(2026, 10, 20, 12))

const STAFF = fileURLToPath(new URL('../../fixtures/staff.json', import.meta.url))

const MOUNT = '/sandbox/fhir'

export const BASE_URL = `http://127.0.0.1:3000${MOUNT}`

export const LOINC = 'http://loinc.org'

export interface Client {
  readonly sandbox: FhirSandbox
  readonly get: (path: string, headers?: Record<string, string>) => request.Test
  readonly post: (path: string, body: object) => request.Test
  readonly put: (path: string, body: object) => request.Test
  readonly remove: (path: string) => request.Test
  readonly agent: ReturnType<typeof request>
}

/** A sandbox of its own, behind Express on a loopback socket. */
export async function openClient(today: Instant = NOMINAL_NOON): Promise<Client> {
  const sandbox = await createFhirSandbox({
    folder: PATIENTS,
    staffFile: STAFF,
    today,
    baseUrl: BASE_URL,
  })
  const agent = request(express().use(MOUNT, sandbox.router))
  return {
    sandbox,
    agent,
    get: (path, headers = {}) => agent.get(`${MOUNT}${path}`).set(headers),
    post: (path, body) => agent.post(`${MOUNT}${path}`).type('application/fhir+json').send(body),
    put: (path, body) => agent.put(`${MOUNT}${path}`).type('application/fhir+json').send(body),
    remove: (path) => agent.delete(`${MOUNT}${path}`),
  }
}

/** As much of a response as is looked at here. */
type Answer = Pick<request.Response, 'body' | 'text'>

export function bundleOf(response: Answer): Bundle {
  const body = response.body as Resource
  if (body.resourceType !== 'Bundle') throw new TypeError(`not a Bundle: ${response.text}`)
  return body
}

export function idsOf(response: Answer): readonly string[] {
  return (bundleOf(response).entry ?? []).flatMap(({ resource }) => resource?.id ?? [])
}

/** The text of the first issue; an answer that is no OperationOutcome fails the test. */
export function issueOf(response: Answer): string {
  const body = response.body as OperationOutcome
  if ((body as Resource).resourceType !== 'OperationOutcome') throw new TypeError(response.text)
  return body.issue[0]?.details?.text ?? ''
}

export function nextOf(response: Answer): string | undefined {
  const link = bundleOf(response).link?.find(({ relation }) => relation === 'next')
  return link?.url.replace(BASE_URL, '')
}

export function query(pairs: readonly (readonly [string, string])[]): string {
  return pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')
}
