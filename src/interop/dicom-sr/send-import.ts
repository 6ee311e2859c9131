import { isJsonObject, type JsonObject, nonBlank, objects } from '../../base/json.ts'
import { type FhirResource, localReference, readReference } from '../../clinical/fhir/resource.ts'
import { printable } from './describe-import.ts'
import { withoutTrailing } from '../../base/text-ends.ts'

/** The server to which an import goes, and what is said to be on it. */
export interface ImportTarget {
  /** Base URL. */
  readonly url: string
  readonly accessToken: string | undefined
  readonly patientId: string
  /** The hospital's number of the patient in the reports; nothing where it is not compared. */
  readonly patientNumber: string | undefined
  /** The BodyStructures that lesions are said to be. */
  readonly bodyStructures: readonly string[]
}

interface Answer {
  readonly status: number
  readonly body: unknown
}

const TIMEOUT_MS = 60_000

/** By name, since an error may come from another realm than this code. */
const isTimeout = (error: unknown) => isJsonObject(error) && error['name'] === 'TimeoutError'

function toInit({ accessToken }: ImportTarget, body: FhirResource | undefined): RequestInit {
  return {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      accept: 'application/fhir+json',
      ...(body === undefined ? {} : { 'content-type': 'application/fhir+json' }),
      ...(accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    // The token is for this server alone.
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }
}

/** JSON; nothing when it is none. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function ask(target: ImportTarget, path: string, body?: FhirResource): Promise<Answer> {
  try {
    const answer = await fetch(`${withoutTrailing(target.url, '/')}${path}`, toInit(target, body))
    return { status: answer.status, body: parse(await answer.text()) }
  } catch (error) {
    const how = isTimeout(error) ? 'did not answer in time' : 'cannot be reached'
    // It may have been read before the connection broke.
    const rest = body === undefined ? '' : ': look there before you send it again'
    throw new Error(`the server ${how}${rest}`, { cause: error })
  }
}

/** What a server says of a refusal, as far as it can be shown. */
function reasonIn({ status, body }: Answer): string {
  const issues = isJsonObject(body) ? objects(body['issue']) : []
  const isFailure = ({ severity }: JsonObject) => severity === 'error' || severity === 'fatal'
  const issue = issues.find(isFailure) ?? issues[0]
  const details = isJsonObject(issue?.['details']) ? issue['details'] : {}
  const words = nonBlank(issue?.['diagnostics']) ?? nonBlank(details['text'])
  return `it answers ${String(status)}${words === undefined ? '' : `: ${printable(words, 300)}`}`
}

async function read(target: ImportTarget, reference: string) {
  const answer = await ask(target, `/${reference}`)
  if (answer.status !== 200 || !isJsonObject(answer.body))
    throw new Error(`${reference} cannot be read: ${reasonIn(answer)}`)
  return answer.body
}

/** @throws {Error} When the patient on the server is not known to be that of the reports. */
async function checkPatient(target: ImportTarget): Promise<void> {
  const { patientId, patientNumber } = target
  const patient = await read(target, `Patient/${patientId}`)
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
    const { patient } = await read(target, `BodyStructure/${id}`)
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
  const answer = await ask(target, '', bundle)
  if (answer.status < 200 || answer.status > 299 || !isJsonObject(answer.body))
    throw new Error(`the server took nothing: ${reasonIn(answer)}`)
  const statuses = objects(answer.body['entry']).map(({ response }) =>
    isJsonObject(response) ? String(response['status']) : '',
  )
  const created = statuses.filter((status) => status.startsWith('201')).length
  return { created, others: statuses.length - created }
}
