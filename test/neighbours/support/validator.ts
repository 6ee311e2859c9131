import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { FhirRelease } from '../../../src/clinical/fhir/release.ts'
import { HAPI_JAR } from './hapi.ts'

/** What HL7's validator says of one resource. */
export interface Finding {
  readonly file: string
  /** Which of the file: the line of an NDJSON file, else 1. */
  readonly resource: number
  readonly severity: 'fatal' | 'error' | 'warning' | 'information'
  /** A FHIRPath, or a line and column. */
  readonly location: string
  /** The validator's name for the rule. */
  readonly rule: string
  readonly message: string
}

export interface Validation {
  /** How many resources were looked at. */
  readonly resources: number
  readonly findings: readonly Finding[]
}

const run = promisify(execFile)

/**
 * Validates files (`.json`, `.ndjson`) and everything below folders against base R4, or R5. Beside
 * its own definitions those of a folder are known. There is no terminology server: displays of
 * SNOMED CT and LOINC are not looked at.
 */
export async function validate(
  paths: readonly string[],
  definitions?: string,
  release: FhirRelease = 'R4',
): Promise<Validation> {
  const known = definitions === undefined ? [] : [`-Ddefinitions=${definitions}`]
  const settings = ['-Xmx1g', `-Dfhir=${release}`, ...known]
  const args = [...settings, '-cp', HAPI_JAR, 'neighbours.Validate', ...paths]
  const { stdout } = await run('java', args, { maxBuffer: 256 * 1024 * 1024 })
  const lines = stdout.trimEnd().split('\n')
  const { resources } = JSON.parse(lines.pop() ?? '') as { readonly resources: number }
  return { resources, findings: lines.map((line) => JSON.parse(line) as Finding) }
}
