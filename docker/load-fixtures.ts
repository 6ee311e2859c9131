import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type FhirResource, readBundle, referenceTo } from '../src/clinical/fhir/resource.ts'
import { DAY_MS, toInstant } from '../src/base/time.ts'
import { NOMINAL_DAY, shiftDates } from '../src/sandbox/shift-dates.ts'

const FIXTURES = fileURLToPath(new URL('../fixtures', import.meta.url))

const PATIENTS = readdirSync(`${FIXTURES}/patients`, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => `patients/${name}/bundle.json`)
  .toSorted()

/**
 * Who works at the hospital, and the synthetic patients, as FHIR transactions, one each, their
 * dates moved by whole days. Every resource is put under its own id, so that loading again changes
 * nothing. The staff come first: what is ordered names its author.
 *
 * @param now - Epoch milliseconds: the fixtures' nominal day becomes the day of it.
 * @param base - Of the server that they are for: an entry's URL is absolute.
 */
export function toTransactions(now: number, base: string): readonly object[] {
  const days = Math.floor((toInstant(now) - NOMINAL_DAY) / DAY_MS)
  return ['staff.json', ...PATIENTS].map((file) => {
    const text = readFileSync(`${FIXTURES}/${file}`, 'utf8')
    const { resources } = readBundle(shiftDates(JSON.parse(text) as FhirResource, days))
    const entry = resources.map((resource) => {
      const url = referenceTo(resource)
      return { fullUrl: `${base}/${url}`, resource, request: { method: 'PUT', url } }
    })
    return { resourceType: 'Bundle', type: 'transaction', entry }
  })
}

const PATIENCE_MS = 300_000
const PAUSE_MS = 3_000

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Waits until the server answers `/metadata`: HAPI FHIR needs a minute to start. */
async function waitFor(base: string, until: number): Promise<void> {
  for (;;) {
    const status = await fetch(`${base}/metadata`).then(
      (response) => response.status,
      () => 0,
    )
    if (status === 200) return
    if (Date.now() > until) throw new Error(`${base} does not answer`)
    await sleep(PAUSE_MS)
  }
}

/**
 * Loads the staff and the synthetic patients into a FHIR server, one transaction each.
 *
 * @param now - Epoch milliseconds of the day of their orders.
 * @returns How many patients.
 */
export async function load(base: string, now = Date.now()): Promise<number> {
  await waitFor(base, Date.now() + PATIENCE_MS)
  for (const transaction of toTransactions(now, base)) {
    const response = await fetch(base, {
      method: 'POST',
      headers: { 'content-type': 'application/fhir+json' },
      body: JSON.stringify(transaction),
    })
    if (!response.ok)
      throw new Error(`${base}: ${String(response.status)} ${await response.text()}`)
  }
  return PATIENTS.length
}

const [, script, base] = process.argv
if (script === fileURLToPath(import.meta.url)) {
  if (base === undefined) throw new Error('usage: node docker/load-fixtures.ts FHIR_BASE_URL')
  const count = await load(base.replace(/(?<!\/)\/+$/, ''))
  process.stdout.write(`${String(count)} synthetic patients loaded into ${base}\n`)
}
