import { type Extracted, extractPatient, type PatientMaterial } from '../extract-patient.ts'
import { hasInputs, toRow } from '../cohort-row.ts'
import { isWithoutDiagnosis, Tally } from '../tally.ts'
import { judgeOutcome, type Outcome, outcomesIn } from '../outcome.ts'
import type { OutcomeRule } from '../../outcomes/observed-outcome.ts'
import type { FhirResource } from '../../../clinical/fhir/resource.ts'
import { readStatements } from '../../../clinical/fhir/statements.ts'
import { type Input, inputsOf } from '../relevant-observations.ts'
import type { BoardService } from '../../../hook/board.ts'
import type { Service } from '../../../hook/service.ts'
import type { LineProblems } from '../unread-lines.ts'
import type { Pseudonym } from './pseudonyms.ts'
import type { TableWriter } from '../../../base/formats/table/write-table.ts'
import type { OutcomeTable } from './cohort-extract-outcomes.ts'

/** Where outcomes come from; nothing when the table has none. */
export interface OutcomeSource {
  readonly rule: OutcomeRule
  readonly table: OutcomeTable
}

/** What an extraction works with. */
export interface ExtractionParts {
  readonly definition: Service
  /** Whose scores are columns of the table, too. */
  readonly board: BoardService | undefined
  readonly writer: TableWriter
  readonly pseudonym: Pseudonym
  readonly outcomes: OutcomeSource | undefined
  /** First and last day of the first treatments that count; of any day where not said. */
  readonly period?: { readonly from: string; readonly to: string } | undefined
}

/** One extraction: every treated patient goes through it once. */
export class ExtractionRun {
  readonly parts: ExtractionParts
  readonly tally: Tally
  /** Everything that is read of a record. */
  readonly inputs: readonly Input[]

  constructor(parts: ExtractionParts) {
    this.parts = parts
    this.tally = new Tally(parts.definition)
    this.inputs = inputsOf(parts.definition, parts.board?.board)
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

  #isOutside(extracted: Extracted): boolean {
    const { period } = this.parts
    if (period === undefined || extracted.kind !== 'assessed') return false
    const day = extracted.first.time.written.slice(0, 10)
    return day < period.from || day > period.to
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
    const { definition, board, writer, pseudonym } = this.parts
    const extracted = extractPatient(definition, material, board?.board)
    if (extracted.kind === 'not-treated' || isWithoutDiagnosis(extracted)) return false
    if (extracted.kind === 'no-index-date' && !isDiagnosed) return false
    if (this.#isOutside(extracted)) return true
    const outcome = this.#outcomeOf(extracted, material.patientId, stated)
    this.tally.add(extracted, outcome)
    if (extracted.kind === 'assessed' && hasInputs(extracted.assessment))
      await writer.add(
        toRow(extracted, extracted.assessment, {
          pseudonym: pseudonym(material.patientId),
          outcome,
          model: definition.model,
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
  readonly absentTypes: readonly string[]
  readonly problems: LineProblems
  /** Of a part of an export, a name for each patient of whom it saw something. */
  readonly seen: readonly string[] | undefined
}
