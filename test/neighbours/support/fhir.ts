import type { FhirResource } from '../../../src/clinical/fhir/resource.ts'

const TYPE = 'application/fhir+json'

async function bodyOf(response: Response): Promise<FhirResource> {
  if (!response.ok) throw new Error(`${String(response.status)} ${await response.text()}`)
  return (await response.json()) as FhirResource
}

/** Reads from a server as a client that does not mind an answer of a minute ago. */
export const read = async (base: string, path: string): Promise<FhirResource> =>
  bodyOf(await fetch(`${base}/${path}`, { headers: { accept: TYPE } }))

/** Reads what is there now. */
export const readNow = async (base: string, path: string): Promise<FhirResource> =>
  bodyOf(await fetch(`${base}/${path}`, { headers: { accept: TYPE, 'cache-control': 'no-cache' } }))

/** Writes a resource: under its id where it has one; without a path as a transaction. */
export async function write(base: string, path: string, resource: object): Promise<FhirResource> {
  const id = 'id' in resource ? `/${String(resource.id)}` : ''
  return bodyOf(
    await fetch(path === '' ? base : `${base}/${path}${id}`, {
      method: id === '' ? 'POST' : 'PUT',
      headers: { 'content-type': TYPE },
      body: JSON.stringify(resource),
    }),
  )
}
