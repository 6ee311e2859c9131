import { readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { DurableFile, MovedFileError, syncFolder } from '../../base/durable-file.ts'
import { codeOf } from '../../base/error-facts.ts'
import { isJsonObject, nonBlank } from '../../base/json.ts'
import type { Clock } from '../../base/time.ts'
import { isFhirResource } from '../../clinical/fhir/resource.ts'
import {
  type Collected,
  collectInMemory,
  type PatientFile,
  type ResourceWithId,
} from './collected.ts'
import type { Hl7Map } from './hl7-map.ts'

/** What is collected, and a file that is held open. */
export interface CollectedInFile extends Collected {
  readonly add: (patient: ResourceWithId, observations: readonly ResourceWithId[]) => Promise<void>
  readonly close: () => Promise<void>
}

interface KeptResults {
  readonly path: string
  readonly limits: Hl7Map['keep']
  readonly clock: Clock
  /** Takes a line on what became of the file. */
  readonly report: (line: string) => void
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

const isAbsent = (error: unknown) => codeOf(error) === 'ENOENT'

/** The lines of a file, none where there is no file. */
async function linesOf(path: string): Promise<readonly string[]> {
  try {
    return (await readFile(path, 'utf8')).split('\n')
  } catch (error) {
    if (isAbsent(error)) return []
    throw error
  }
}

/** Writes a file anew, whole, and opens it to append to. */
async function writeAnew(path: string, files: readonly PatientFile[]): Promise<DurableFile> {
  const made = `${path}.new`
  await rm(made, { force: true })
  const draft = await DurableFile.open(made, { isNew: true })
  try {
    await draft.append(files.map(toLine).join(''))
  } finally {
    await draft.close()
  }
  await rename(made, path)
  await syncFolder(dirname(path))
  return DurableFile.open(path)
}

/** What somebody put in the file's place stays beside it. */
async function putAside(path: string): Promise<void> {
  try {
    await rename(path, `${path}.replaced`)
  } catch (error) {
    if (!isAbsent(error)) throw error
  }
}

/**
 * Kept in memory and in a file of one JSON object a line, which is on the disk before a message is
 * acknowledged. At start the file is read and written anew without what is no longer kept; so it is
 * when it was removed or replaced.
 *
 * @throws {Error} When the file cannot be read or written.
 */
export async function collectInFile(kept: KeptResults): Promise<CollectedInFile> {
  const { path, limits, clock, report } = kept
  const memory = collectInMemory(limits, clock)
  for (const text of await linesOf(path)) {
    const line = readLine(text)
    if (line !== undefined) memory.add(line.patient, line.observations)
  }
  let file = await writeAnew(path, memory.all())
  let last: Promise<unknown> = Promise.resolve()

  async function append(line: string): Promise<void> {
    try {
      await file.append(line)
    } catch (error) {
      if (!(error instanceof MovedFileError)) throw error
      report(`${path} was removed or replaced: it is written again`)
      await putAside(path)
      const again = await writeAnew(path, memory.all())
      await file.close()
      file = again
      await file.append(line)
    }
  }

  async function add(patient: ResourceWithId, observations: readonly ResourceWithId[]) {
    await append(toLine({ patient, observations }))
    memory.add(patient, observations)
  }

  return {
    ...memory,
    add: (patient, observations) => {
      const added = last.then(() => add(patient, observations))
      last = added.catch(() => undefined)
      return added
    },
    close: async () => {
      await last
      await file.close()
    },
  }
}
