import { emptyLookup } from '../../base/lookup.ts'
import type { Counts } from './tally.ts'

/** A line of the source that was not read. It says where, never its content. */
export interface SourceProblem {
  readonly file: string
  readonly line: number
  readonly why: string
}

export interface LineProblems {
  /** By reason: lines of patients that can be told. */
  readonly counts: Counts
  /** By reason: lines that may be of anybody. Every part of a divided export sees all of them. */
  readonly ofAnybody: Counts
  /** How many of those that name their patient by identifier were put to a Patient. */
  readonly foundByIdentifier: number
  readonly first: readonly SourceProblem[]
}

const MOST_NAMED = 50

/** Of more patients than this it is not remembered whose lines were not read: then it is anybody's. */
const MOST_PATIENTS = 100_000

/**
 * What of a source was not read: of whom, and of which type. A line that is no JSON any more still
 * names its patient as a rule; the record of that patient is partly read then, and no other. Of a
 * line that names nobody the type is partly read for everybody.
 */
export class UnreadLines {
  readonly #counts = emptyLookup<number>()
  readonly #anybody = emptyLookup<number>()
  readonly #first: SourceProblem[] = []
  readonly #typesOfAnybody = new Set<string>()
  readonly #typesByPatient = new Map<string, Set<string>>()

  /** A line that could be read and is of nobody who could be told: it is in no record. */
  addOfNobody(problem: SourceProblem): void {
    this.#tell(problem, this.#anybody)
  }

  /** @param types - What it may have been. */
  addUnread(problem: SourceProblem, types: readonly string[], patientId: string | undefined): void {
    const isTold = patientId !== undefined && this.#typesByPatient.size < MOST_PATIENTS
    this.#tell(problem, isTold ? this.#counts : this.#anybody)
    const unread = isTold
      ? (this.#typesByPatient.get(patientId) ?? new Set())
      : this.#typesOfAnybody
    for (const type of types) unread.add(type)
    if (isTold) this.#typesByPatient.set(patientId, unread)
  }

  #tell(problem: SourceProblem, counts: Record<string, number>): void {
    counts[problem.why] = (counts[problem.why] ?? 0) + 1
    if (this.#first.length < MOST_NAMED) this.#first.push(problem)
  }

  /** Whether something of these types may be missing from the record of a patient. */
  isPartial(patientId: string, types: readonly string[]): boolean {
    const own = this.#typesByPatient.get(patientId)
    return types.some((type) => this.#typesOfAnybody.has(type) || own?.has(type) === true)
  }

  report(): Omit<LineProblems, 'foundByIdentifier'> {
    return { counts: this.#counts, ofAnybody: this.#anybody, first: this.#first }
  }
}
