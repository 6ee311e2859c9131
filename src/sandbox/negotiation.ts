import type { IncomingHttpHeaders } from 'node:http'
import { toLookup } from '../base/lookup.ts'

/** Why a request cannot be answered in the form that it asks for. */
export interface Refusal {
  readonly status: 406 | 415
  readonly text: string
}

interface MediaType {
  readonly type: string
  readonly parameters: ReadonlyMap<string, string>
}

const unquoted = (text: string) => text.replace(/^"(.*)"$/, '$1')

function parseMediaType(text: string): MediaType {
  const [type = '', ...rest] = text.split(';').map((part) => part.trim())
  const parameters = rest.map((part): [string, string] => {
    const [name = '', value = ''] = part.split(/=(.*)/s, 2)
    return [name.trim().toLowerCase(), unquoted(value.trim())]
  })
  return { type: type.toLowerCase(), parameters: new Map(parameters) }
}

const JSON_TYPES = ['application/fhir+json', 'application/json', 'text/json', 'json']
const ANY_TYPES = ['*/*', 'application/*']

/** FHIR R4 is version 4.0. https://hl7.org/fhir/R4/versioning.html#mt-version */
const isR4 = ({ parameters }: MediaType) => /^4\.0\b|^$/.test(parameters.get('fhirversion') ?? '')

const isWanted = ({ parameters }: MediaType) => !/^0(\.0*)?$/.test(parameters.get('q') ?? '1')

const isOffered = (type: MediaType) =>
  isWanted(type) && isR4(type) && [...JSON_TYPES, ...ANY_TYPES].includes(type.type)

/** `_format` goes before `Accept`. https://hl7.org/fhir/R4/http.html#parameters */
function acceptedBy({ accept }: IncomingHttpHeaders, url: string): readonly MediaType[] {
  const format = new URLSearchParams(url.split('?')[1] ?? '').get('_format')
  // A plus sign of a query string is often not escaped.
  if (format !== null && format !== '') return [parseMediaType(format.replace(' ', '+'))]
  return accept === undefined ? [] : accept.split(',').map(parseMediaType)
}

const WRITES = toLookup<readonly string[]>({
  PUT: JSON_TYPES,
  PATCH: ['application/json-patch+json', ...JSON_TYPES],
  POST: [...JSON_TYPES, 'application/x-www-form-urlencoded'],
})

/** Why a request is refused for its form: nothing but FHIR R4 as JSON is read and written. */
export function refusalOf(
  method: string,
  url: string,
  headers: IncomingHttpHeaders,
): Refusal | undefined {
  const accepted = acceptedBy(headers, url)
  if (accepted.length > 0 && !accepted.some(isOffered))
    return { status: 406, text: 'Only FHIR R4 (fhirVersion 4.0) as JSON is written here' }
  const written = headers['content-type']
  const allowed = WRITES[method]
  if (written === undefined || allowed === undefined) return undefined
  const type = parseMediaType(written)
  return allowed.includes(type.type) && isR4(type)
    ? undefined
    : { status: 415, text: 'Only FHIR R4 (fhirVersion 4.0) as JSON is read here' }
}
