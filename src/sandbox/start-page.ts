import { Router } from 'express'
import { referenceTo } from '../fhir/index.ts'
import type { SandboxPatient } from './patients.ts'

/** An order-select request for a patient of the sandbox, with nothing prefetched. */
function exampleRequest(
  { id, draftOrder }: SandboxPatient,
  fhirServer: string,
): Record<string, unknown> {
  return {
    hook: 'order-select',
    hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
    fhirServer,
    context: {
      userId: 'Practitioner/example',
      patientId: id,
      selections: [referenceTo(draftOrder)],
      draftOrders: {
        resourceType: 'Bundle',
        type: 'collection',
        entry: [{ resource: draftOrder }],
      },
    },
  }
}

/** A command line that shows a card. */
export function exampleCurl(
  serviceUrl: string,
  patient: SandboxPatient,
  fhirServer: string,
): string {
  const body = JSON.stringify(exampleRequest(patient, fhirServer))
  return `curl -s -H 'content-type: application/json' ${serviceUrl} -d '${body}'`
}

const escapeHtml = (text: string) =>
  text.replace(/[&<>"]/g, (char) => `&#${String(char.charCodeAt(0))};`)

const STYLE = `
  body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem; color: #1b1b1f; background: #fff }
  pre { background: #eef; padding: .5rem; white-space: pre-wrap; overflow-wrap: anywhere }
`

/** The sandbox's page: what runs where, and a request to try for every patient. */
export function startPage(
  patients: readonly SandboxPatient[],
  fhirServer: string,
  discoveryUrl: string,
  serviceUrl: string,
): Router {
  const rows = patients.map(
    (patient) => `<details><summary><b>${patient.id}</b>: ${escapeHtml(patient.why)}</summary>
<p><a href="${fhirServer}/Patient/${patient.id}">Patient</a></p>
<pre>${escapeHtml(exampleCurl(serviceUrl, patient, fhirServer))}</pre></details>`,
  )
  const page = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>CDS sandbox</title><style>${STYLE}</style></head><body><main>
<h1>CDS sandbox</h1>
<p>Synthetic patients only. Discovery: <a href="${discoveryUrl}">${discoveryUrl}</a>. FHIR R4 server:
<a href="${fhirServer}/metadata">${fhirServer}</a>.</p>
<h2>Patients, each with a request to try</h2>
${rows.join('\n')}
</main></body></html>
`
  const router = Router()
  router.get('/', (_request, response) => {
    response.type('html').send(page)
  })
  return router
}
