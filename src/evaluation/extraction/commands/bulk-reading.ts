import {
  type ExportLine,
  type ExportSource,
  typeInFront,
  type UnreadLine,
} from '../../../base/formats/bulk-export.ts'
import { Partitions } from '../../../base/formats/partitions.ts'
import { isFhirResource, type FhirResource } from '../../../clinical/fhir/resource.ts'
import type { ValueSet } from '../../../clinical/terminology/value-set.ts'
import { OBSERVED } from '../exported-record.ts'
import { identifiersIn } from '../patient-key.ts'
import { routeOf, routeOfUnread } from '../route-line.ts'
import { UnreadLines } from '../unread-lines.ts'

/** Lines whose patient is named by identifier wait in memory; more of them are of nobody. */
const MOST_HELD = 10_000

/** In front of a line, whether it has to be read to know if the patient was treated. */
const TAG = { clinical: 'c', observed: 'o' } as const

/** The lines of one patient, read no further than is asked. */
export interface PatientLines {
  readonly patientId: string
  readonly clinical: () => readonly FhirResource[]
  readonly observed: () => readonly FhirResource[]
}

function parsed(lines: readonly string[], tag: string): readonly FhirResource[] {
  return lines
    .filter((line) => line.startsWith(tag))
    .map((line): unknown => JSON.parse(line.slice(tag.length)))
    .filter(isFhirResource)
}

export interface ReadingPlan {
  readonly workFolder: string
  /** Whether a patient is one of those that are wanted here. */
  readonly isOurs: (patientId: string) => boolean
  /** Codes without which an Observation is not kept. */
  readonly codes: ValueSet
}

/** What is read of an export, once, and put by on disk patient by patient. */
export class BulkReading {
  readonly unread = new UnreadLines()
  readonly types = new Set<string>()
  readonly #plan: ReadingPlan
  readonly #partitions: Partitions
  readonly #held = new Map<string, string[]>()
  #heldLines = 0
  #foundByIdentifier = 0

  constructor(plan: ReadingPlan) {
    this.#plan = plan
    this.#partitions = new Partitions(plan.workFolder)
  }

  /** Takes the lines of one source. */
  toTaker({ name }: ExportSource) {
    const types = new Set<string>()
    const atTheEnd: UnreadLine[] = []
    return {
      take: (line: ExportLine): void => {
        if ('why' in line) {
          const isOfItsType = line.why !== 'cut-off' && typeInFront(line.text) !== undefined
          if (isOfItsType) this.#addUnread(line, name)
          else atTheEnd.push(line)
        } else {
          types.add(line.resource.resourceType)
          this.#add(line.resource, line.text, { file: name, line: line.line })
        }
      },
      /**
       * A line that names no type, or where the source breaks off, is of that of the source, when
       * it has one.
       */
      end: (): void => {
        for (const line of atTheEnd) {
          const front = typeInFront(line.text)
          const [only, ...others] = new Set(front === undefined ? types : [...types, front])
          this.#addUnread(line, name, others.length === 0 ? only : undefined)
        }
        for (const type of types) this.types.add(type)
      },
    }
  }

  #addUnread(line: UnreadLine, file: string, otherwise?: string): void {
    const { types, patientId } = routeOfUnread(line, typeInFront(line.text), otherwise)
    if (patientId !== undefined && !this.#plan.isOurs(patientId)) return
    this.unread.addUnread({ file, line: line.line, why: line.why }, types, patientId)
  }

  #add(resource: FhirResource, text: string, at: { file: string; line: number }): void {
    const route = routeOf(resource, this.#plan.codes)
    switch (route.kind) {
      case 'irrelevant':
        return
      case 'no-patient':
        this.unread.addOfNobody({ ...at, why: route.kind })
        return
      case 'named-by-identifier':
        this.unread.addOfNobody({ ...at, why: route.kind })
        this.#hold(route.identifiers, text)
        return
      case 'patient':
        if (this.#plan.isOurs(route.id))
          this.#partitions.add(route.id, (route.isObserved ? TAG.observed : TAG.clinical) + text)
    }
  }

  #hold(identifiers: readonly string[], text: string): void {
    this.#heldLines += 1
    if (this.#heldLines > MOST_HELD) return
    for (const identifier of identifiers)
      this.#held.set(identifier, [...(this.#held.get(identifier) ?? []), text])
  }

  /** Of those whose patient is named by identifier, how many lines a Patient was found for. */
  get foundByIdentifier(): number {
    return this.#foundByIdentifier
  }

  #claimedBy(clinical: readonly FhirResource[]): readonly FhirResource[] {
    if (this.#held.size === 0) return []
    const identifiers = clinical
      .filter(({ resourceType }) => resourceType === 'Patient')
      .flatMap(({ identifier }) => identifiersIn(identifier))
    const lines = [...new Set(identifiers.flatMap((name) => this.#held.get(name) ?? []))]
    this.#foundByIdentifier += lines.length
    return lines.map((line): unknown => JSON.parse(line)).filter(isFhirResource)
  }

  /** Every patient once. Nothing can be read any more. */
  *patients(): Generator<PatientLines, void> {
    for (const [patientId, lines] of this.#partitions.keys()) {
      const own = parsed(lines, TAG.clinical)
      const claimed = this.#claimedBy(own)
      const isObserved = ({ resourceType }: FhirResource) => OBSERVED.includes(resourceType)
      yield {
        patientId,
        clinical: () => [...own, ...claimed.filter((resource) => !isObserved(resource))],
        observed: () => [...parsed(lines, TAG.observed), ...claimed.filter(isObserved)],
      }
    }
  }

  close(): void {
    this.#partitions.close()
  }
}
