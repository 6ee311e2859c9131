import { readTime } from '../../clinical/fhir/date-time.ts'
import { addDays, type Clock } from '../../base/time.ts'
import type { Hl7Map } from './hl7-map.ts'
import type { FhirResource } from '../../clinical/fhir/resource.ts'
import { resultIdOf } from './repeated-results.ts'

export type ResourceWithId = FhirResource & { readonly id: string }

export interface PatientFile {
  readonly patient: ResourceWithId
  readonly observations: readonly ResourceWithId[]
}

/** The patients and results of the messages, bounded in time and number. */
export interface Collected {
  /**
   * A result that came before under the same id is replaced, with its repetitions.
   *
   * @throws {Error} When they could not be kept.
   */
  readonly add: (
    patient: ResourceWithId,
    observations: readonly ResourceWithId[],
  ) => void | Promise<void>
  readonly of: (patientId: string) => PatientFile | undefined
  readonly size: () => number
}

/** What is kept in memory, to be listed by who also keeps it elsewhere. */
export interface CollectedInMemory extends Collected {
  readonly add: (patient: ResourceWithId, observations: readonly ResourceWithId[]) => void
  readonly all: () => readonly PatientFile[]
}

/** When a result was made; one without a time is the oldest. */
const timeOf = (observation: ResourceWithId) =>
  readTime(observation, 'effective')?.latest ?? -Infinity

/** What is left of the results before when these come, by id. */
function withoutReplaced(
  before: ReadonlyMap<string, ResourceWithId> | undefined,
  observations: readonly ResourceWithId[],
): Map<string, ResourceWithId> {
  const sent = new Set(observations.map(resultIdOf))
  const kept = [...(before?.values() ?? [])].filter((old) => !sent.has(resultIdOf(old)))
  return new Map(kept.map((old) => [old.id, old]))
}

/** Kept for as long as the process lives. */
export function collectInMemory(limits: Hl7Map['keep'], clock: Clock): CollectedInMemory {
  const files = new Map<
    string,
    { patient: ResourceWithId; observations: Map<string, ResourceWithId> }
  >()

  function prune(observations: Map<string, ResourceWithId>): Map<string, ResourceWithId> {
    const oldest = addDays(clock.now(), -limits.days)
    // A result without a time cannot grow old: it is kept as long as there is room.
    const young = [...observations.values()].filter(
      (observation) =>
        readTime(observation, 'effective') === undefined || timeOf(observation) >= oldest,
    )
    const newest = young.toSorted((a, b) => timeOf(b) - timeOf(a))
    return new Map(
      newest
        .slice(0, limits.observationsPerPatient)
        .map((observation) => [observation.id, observation]),
    )
  }

  const of = (patientId: string): PatientFile | undefined => {
    const file = files.get(patientId)
    return file && { patient: file.patient, observations: [...prune(file.observations).values()] }
  }

  return {
    add: (patient, observations) => {
      const before = files.get(patient.id)
      const all = withoutReplaced(before?.observations, observations)
      for (const observation of observations) all.set(observation.id, observation)
      // Whoever was heard of last stands last, and the first goes when there are too many.
      files.delete(patient.id)
      files.set(patient.id, {
        patient: { ...before?.patient, ...patient },
        observations: prune(all),
      })
      const [oldestId] = files.keys()
      if (files.size > limits.patients && oldestId !== undefined) files.delete(oldestId)
    },
    of,
    all: () => [...files.keys()].map(of).filter((file) => file !== undefined),
    size: () => files.size,
  }
}

/** Newest first; what has no time last. */
export const newestFirst = (list: readonly ResourceWithId[]) =>
  list.toSorted((a, b) => timeOf(b) - timeOf(a))
