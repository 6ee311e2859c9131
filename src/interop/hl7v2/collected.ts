import {
  appendFileSync,
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs'
import { readTime } from '../../clinical/fhir/date-time.ts'
import { addDays, type Clock } from '../../base/time.ts'
import { isJsonObject, nonBlank } from '../../base/json.ts'
import type { Hl7Map } from './hl7-map.ts'
import { type FhirResource, isFhirResource } from '../../clinical/fhir/resource.ts'
import { resultIdOf } from './repeated-results.ts'

export type ResourceWithId = FhirResource & { readonly id: string }

interface PatientFile {
  readonly patient: ResourceWithId
  readonly observations: readonly ResourceWithId[]
}

/** The patients and results of the messages, bounded in time and number. */
export interface Collected {
  /** A result that came before under the same id is replaced, with its repetitions. */
  readonly add: (patient: ResourceWithId, observations: readonly ResourceWithId[]) => void
  readonly of: (patientId: string) => PatientFile | undefined
  readonly size: () => number
}

const isIdentified = (value: unknown): value is ResourceWithId =>
  isFhirResource(value) && nonBlank(value['id']) !== undefined

function readLine(text: string): PatientFile | undefined {
  try {
    const line: unknown = JSON.parse(text)
    if (!isJsonObject(line) || !isIdentified(line['patient'])) return undefined
    const list: unknown = line['observations']
    return {
      patient: line['patient'],
      observations: Array.isArray(list) ? list.filter(isIdentified) : [],
    }
  } catch {
    // The last line of a process that was killed while it wrote.
    return undefined
  }
}

const toLine = (file: PatientFile) => `${JSON.stringify(file)}\n`

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
export function collectInMemory(limits: Hl7Map['keep'], clock: Clock): Collected {
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
    of: (patientId) => {
      const file = files.get(patientId)
      return file && { patient: file.patient, observations: [...prune(file.observations).values()] }
    },
    size: () => files.size,
  }
}

/** Appends a line and waits until it is on the disk. */
function appendDurably(path: string, line: string): void {
  const descriptor = openSync(path, 'a', 0o600)
  try {
    appendFileSync(descriptor, line)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/**
 * Kept in memory and in a file of one JSON object a line, which is on the disk before a message is
 * acknowledged. At start the file is read and written anew without what is no longer kept.
 *
 * @throws {Error} When the file cannot be read or written.
 */
export function collectInFile(path: string, limits: Hl7Map['keep'], clock: Clock): Collected {
  const memory = collectInMemory(limits, clock)
  const ids = new Set<string>()
  for (const text of existsSync(path) ? readFileSync(path, 'utf8').split('\n') : []) {
    const line = readLine(text)
    if (line === undefined) continue
    memory.add(line.patient, line.observations)
    ids.delete(line.patient.id)
    ids.add(line.patient.id)
  }
  const files = [...ids].map((id) => memory.of(id)).filter((file) => file !== undefined)
  writeFileSync(`${path}.new`, files.map(toLine).join(''), { mode: 0o600, flush: true })
  renameSync(`${path}.new`, path)
  return {
    ...memory,
    add: (patient, observations) => {
      appendDurably(path, toLine({ patient, observations }))
      memory.add(patient, observations)
    },
  }
}

/** Newest first; what has no time last. */
export const newestFirst = (list: readonly ResourceWithId[]) =>
  list.toSorted((a, b) => timeOf(b) - timeOf(a))
