import type { Service } from '../../hook/service.ts'
import { hasInputs, whyWithout, type WithInputs } from './cohort-row.ts'
import type { Extracted } from './extract-patient.ts'
import type { Outcome } from './outcome.ts'

export type Counts = Readonly<Record<string, number>>

/** What became of the patients, from the source to the table (TRIPOD+AI item 20a). */
export interface ParticipantFlow {
  /** Patients of the source; nothing when it does not list them. */
  readonly patients: number | undefined
  readonly withDiagnosis: number
  /** Those of them with the treatment. */
  readonly treated: number
  /** Those of them who have no row. */
  readonly excluded: number
  /** By reason; a patient may have several. */
  readonly exclusions: Counts
  /** Rows of the table. */
  readonly analysed: number
  /** Rows without a missing predictor. */
  readonly complete: number
  /** Those of them whose outcome is known: what a validation rests on. */
  readonly completeWithOutcome: number
}

/** Of one predictor: how many rows have it, and why the others do not. */
interface Missingness {
  readonly predictor: string
  readonly found: number
  readonly reasons: Counts
}

export interface ExtractionTally {
  readonly flow: ParticipantFlow
  readonly missingness: readonly Missingness[]
  readonly outcomes: { readonly with: number; readonly without: number; readonly unknown: Counts }
  readonly indexBy: Counts
  readonly cautions: Counts
}

/** Counts with the most frequent in front. */
export const sortedCounts = (counts: ReadonlyMap<string, number>): Counts =>
  Object.fromEntries([...counts].toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)))

class Counter {
  readonly #counts = new Map<string, number>()
  add(name: string) {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1)
  }
  get(name: string) {
    return this.#counts.get(name) ?? 0
  }
  counts(): Counts {
    return sortedCounts(this.#counts)
  }
}

function exclusionsOf(extracted: Extracted): readonly string[] {
  if (extracted.kind === 'no-index-date') return [extracted.why]
  if (extracted.kind === 'not-treated') return []
  const { assessment } = extracted
  return assessment.kind === 'not-applicable' ? assessment.because : [assessment.kind]
}

/** Whether the record says, as far as it was read, that the patient has not the diagnosis. */
export const isWithoutDiagnosis = (extracted: Extracted): boolean =>
  extracted.kind === 'assessed' &&
  (extracted.assessment.kind === 'no-diagnosis' || extracted.assessment.kind === 'not-relevant')

/** Counts patients one by one, so that memory does not grow with them. */
export class Tally {
  readonly #ids: readonly string[]
  readonly #flow = new Counter()
  readonly #exclusions = new Counter()
  readonly #indexBy = new Counter()
  readonly #cautions = new Counter()
  readonly #outcomes = new Counter()
  readonly #missing: ReadonlyMap<string, Counter>

  constructor({ inputs }: Service) {
    this.#ids = inputs.predictors.map(({ id }) => id)
    this.#missing = new Map(this.#ids.map((id) => [id, new Counter()]))
  }

  /** A patient with the diagnosis and the treatment. */
  add(extracted: Extracted, outcome: Outcome | undefined): void {
    this.#flow.add('treated')
    if (extracted.kind === 'assessed' && hasInputs(extracted.assessment)) {
      this.#indexBy.add(extracted.first.treatment.kind)
      this.#addRow(extracted.assessment, outcome)
      return
    }
    this.#flow.add('excluded')
    for (const reason of exclusionsOf(extracted)) this.#exclusions.add(reason)
  }

  #addRow({ inputs, cautions }: WithInputs, outcome: Outcome | undefined): void {
    this.#flow.add('analysed')
    for (const caution of cautions) this.#cautions.add(caution)
    const reasons = this.#ids.map((id) => [id, whyWithout(inputs[id])] as const)
    for (const [id, why] of reasons) this.#missing.get(id)?.add(why ?? '')
    const isComplete = reasons.every(([, why]) => why === undefined)
    if (isComplete) this.#flow.add('complete')
    if (outcome !== undefined) this.#addOutcome(outcome, isComplete)
  }

  #addOutcome(outcome: Outcome, isComplete: boolean): void {
    if (outcome.kind === 'unknown') this.#outcomes.add(outcome.why)
    else this.#flow.add(outcome.value === 1 ? 'with' : 'without')
    if (isComplete && outcome.kind === 'known') this.#flow.add('completeWithOutcome')
  }

  /** The counts, with what is known of the patients who were not treated. */
  report(source: {
    readonly patients: number | undefined
    readonly untreatedWithDiagnosis: number
  }): ExtractionTally {
    const treated = this.#flow.get('treated')
    return {
      flow: {
        patients: source.patients,
        withDiagnosis: source.untreatedWithDiagnosis + treated,
        treated,
        excluded: this.#flow.get('excluded'),
        exclusions: this.#exclusions.counts(),
        analysed: this.#flow.get('analysed'),
        complete: this.#flow.get('complete'),
        completeWithOutcome: this.#flow.get('completeWithOutcome'),
      },
      missingness: [...this.#missing].map(([predictor, counter]) => {
        const { '': found = 0, ...reasons } = counter.counts()
        return { predictor, found, reasons }
      }),
      outcomes: {
        with: this.#flow.get('with'),
        without: this.#flow.get('without'),
        unknown: this.#outcomes.counts(),
      },
      indexBy: this.#indexBy.counts(),
      cautions: this.#cautions.counts(),
    }
  }
}
