import { writeFileSync } from 'node:fs'
import { type Command, InvalidArgumentError } from 'commander'
import type { Terminal } from '../../../base/terminal/terminal.ts'
import { tokenIn } from '../../../base/token-file.ts'
import type { FhirResource } from '../../../clinical/fhir/resource.ts'
import type { FhirServer } from '../fhir-server.ts'

/** Options of the commands that turn files into FHIR. */
export interface TargetOptions {
  readonly patient?: string
  readonly out?: string
  readonly fhir?: string
  readonly tokenFile?: string
}

const FHIR_ID = /^[A-Za-z0-9.-]{1,64}$/

/** FHIR R4, 2.24.0.1: id. */
export const isFhirId = (text: string): boolean => FHIR_ID.test(text)

function toFhirId(text: string): string {
  if (!isFhirId(text)) throw new InvalidArgumentError('It is no FHIR id.')
  return text
}

function toHttpUrl(text: string): string {
  if (!/^https?:$/.test(URL.parse(text)?.protocol ?? ''))
    throw new InvalidArgumentError('It is no http or https URL.')
  return text
}

/**
 * Gives a command the options that say of whom its files are and where the FHIR goes.
 *
 * @param otherwise - What is done without `--patient`.
 */
export const withTargetOptions = (command: Command, otherwise: string): Command =>
  command
    .option('--patient <id>', `FHIR id of the patient; else ${otherwise}`, toFhirId)
    .option('--out <file>', 'where to write the Bundle')
    .option('--fhir <url>', 'base URL of a FHIR server to send it to', toHttpUrl)
    .option('--token-file <file>', 'file with an access token for that server')

/** The server that the options name. */
export const serverOf = ({ fhir, tokenFile }: TargetOptions): FhirServer | undefined =>
  fhir === undefined ? undefined : { url: fhir, accessToken: tokenIn(tokenFile) }

/** Writes a Bundle to a file, as JSON. */
export const writeBundle = (path: string, bundle: FhirResource): void =>
  writeFileSync(path, `${JSON.stringify(bundle, null, 2)}\n`)

/** How many resources the server has now. */
interface Sent {
  readonly created: number
  readonly others: number
}

export const tellSent = ({ created, others }: Sent, { complain }: Terminal): void =>
  complain(`sent: ${String(created)} resource(s) created, ${String(others)} there or replaced`)
