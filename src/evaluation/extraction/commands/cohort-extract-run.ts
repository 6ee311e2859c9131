import { createHmac } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { type Extracted, extractPatient, type PatientMaterial } from '../extract-patient.ts'
import { hasInputs, toRow } from '../cohort-row.ts'
import { isWithoutDiagnosis, Tally } from '../tally.ts'
import { judgeOutcome, type Outcome, type OutcomeRule, outcomesIn } from '../outcome.ts'
import type { FhirResource } from '../../../clinical/fhir/resource.ts'
import { readStatements } from '../../../clinical/fhir/statements.ts'
import type { Service } from '../../../hook/service.ts'
import type { TableWriter } from '../../../base/formats/table.ts'
import { Fault } from '../../../base/fault.ts'
import type { OutcomeTable } from './cohort-extract-outcomes.ts'

/** How patients are called in the table. */
export type Pseudonym = (patientId: string) => string

/** A key shorter than this can be guessed, and with it the ids behind the pseudonyms. */
const LEAST_KEY = 32

/** Numbers in the order of the rows: nobody can go back, and the next extract numbers anew. */
export function numbered(): Pseudonym {
  let count = 0
  return () => {
    count += 1
    return String(count)
  }
}

/**
 * Keyed pseudonyms: the same patient has the same one in every extract under the same key; whoever
 * has the key can go back from a list of ids.
 *
 * @throws {Fault} When the key cannot be read, or is short.
 */
export async function keyed(keyFile: string): Promise<Pseudonym> {
  const key = await readFile(keyFile, 'utf8').catch((cause: unknown) => {
    throw new Fault('malformed-request', 'the pseudonym key cannot be read', { cause })
  })
  const trimmed = key.trim()
  if (trimmed.length < LEAST_KEY)
    throw new Fault('malformed-request', `the pseudonym key has at least ${LEAST_KEY} characters`)
  return (patientId) => createHmac('sha256', trimmed).update(patientId).digest('hex').slice(0, 32)
}

/** Where outcomes come from; nothing when the table has none. */
export interface OutcomeSource {
  readonly rule: OutcomeRule
  readonly table: OutcomeTable
}

/** What an extraction works with. */
export interface ExtractionParts {
  readonly definition: Service
  readonly writer: TableWriter
  readonly pseudonym: Pseudonym
  readonly outcomes: OutcomeSource | undefined
}

/** One extraction: every treated patient goes through it once. */
export class ExtractionRun {
  readonly parts: ExtractionParts
  readonly tally: Tally

  constructor(parts: ExtractionParts) {
    this.parts = parts
    this.tally = new Tally(parts.definition)
  }

  #outcomeOf(
    extracted: Extracted,
    patientId: string,
    stated: readonly FhirResource[],
  ): Outcome | undefined {
    const { outcomes } = this.parts
    if (outcomes === undefined || extracted.kind !== 'assessed') return undefined
    const { rule, table } = outcomes
    const statements = [
      ...(table.get(patientId) ?? []),
      ...outcomesIn(readStatements(stated).statements, rule),
    ]
    return judgeOutcome(statements, extracted.first, rule)
  }

  /**
   * Assesses a patient, writes the row and counts.
   *
   * @param stated - Observations that may state the outcome.
   * @param isDiagnosed - Whether the diagnosis is known when the record could not be assessed.
   * @returns Whether the patient was treated and has the diagnosis.
   */
  async take(
    material: PatientMaterial,
    stated: readonly FhirResource[],
    isDiagnosed: boolean,
  ): Promise<boolean> {
    const { definition, writer, pseudonym } = this.parts
    const extracted = extractPatient(definition, material)
    if (extracted.kind === 'not-treated' || isWithoutDiagnosis(extracted)) return false
    if (extracted.kind === 'no-index-date' && !isDiagnosed) return false
    const outcome = this.#outcomeOf(extracted, material.patientId, stated)
    this.tally.add(extracted, outcome)
    if (extracted.kind === 'assessed' && hasInputs(extracted.assessment))
      await writer.add(
        toRow(extracted, extracted.assessment, {
          pseudonym: pseudonym(material.patientId),
          outcome,
        }),
      )
    return true
  }
}

/** What a source tells beside its patients' records. */
export interface SourceReport {
  readonly patients: number | undefined
  readonly untreatedWithDiagnosis: number
  readonly warnings: readonly string[]
}
