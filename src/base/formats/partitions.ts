import { type FileHandle, open, readFile } from 'node:fs/promises'
import { join } from 'node:path'

const PARTITIONS = 64

const BUFFERED_BYTES = 64 * 1024

/**
 * FNV-1a: spreads ids evenly, and the order of the rows does not tell the order of the source.
 * http://www.isthe.com/chongo/tech/comp/fnv/
 */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i += 1)
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0
  return hash
}

interface Partition {
  readonly path: string
  readonly file: FileHandle
  parts: Buffer[]
  bytes: number
}

/**
 * Lines by patient, on disk: what comes unsorted is brought together one partition of the patients
 * at a time, so that memory holds a 64th of it.
 */
export class Partitions {
  readonly #partitions: readonly Partition[]

  private constructor(partitions: readonly Partition[]) {
    this.#partitions = partitions
  }

  /** @param folder - Removed by the caller. */
  static async in(folder: string): Promise<Partitions> {
    const partitions: Partition[] = []
    for (let i = 0; i < PARTITIONS; i += 1) {
      const path = join(folder, `part-${String(i)}`)
      const file = await open(path, 'wx', 0o600)
      partitions.push({ path, file, parts: [], bytes: 0 })
    }
    return new Partitions(partitions)
  }

  /** Keeps a line for a patient. It must hold no line break. */
  add(patientId: string, line: string): void {
    const partition = this.#partitions[hashOf(patientId) % PARTITIONS]
    // Bytes, since a piece of a text would keep all of the text that it was cut from.
    const bytes = Buffer.from(`${JSON.stringify(patientId)}\t${line}\n`)
    partition?.parts.push(bytes)
    if (partition !== undefined) partition.bytes += bytes.length
  }

  /** Writes the larger buffers. To be called between chunks. */
  async flush(): Promise<void> {
    for (const partition of this.#partitions)
      if (partition.bytes >= BUFFERED_BYTES) await this.#write(partition)
  }

  async #write(partition: Partition): Promise<void> {
    const bytes = Buffer.concat(partition.parts)
    partition.parts = []
    partition.bytes = 0
    await partition.file.appendFile(bytes)
  }

  /** The lines of every patient, patient by patient. Nothing can be added any more. */
  async *patients(): AsyncGenerator<readonly [string, readonly string[]], void> {
    for (const partition of this.#partitions) {
      await this.#write(partition)
      await partition.file.close()
      const byPatient = new Map<string, string[]>()
      for (const line of (await readFile(partition.path, 'utf8')).split('\n')) {
        const at = line.indexOf('\t')
        if (at < 0) continue
        const patientId = JSON.parse(line.slice(0, at)) as string
        const lines = byPatient.get(patientId) ?? []
        lines.push(line.slice(at + 1))
        byPatient.set(patientId, lines)
      }
      yield* [...byPatient].toSorted(([a], [b]) => hashOf(a) - hashOf(b) || (a < b ? -1 : 1))
    }
  }

  async close(): Promise<void> {
    for (const { file } of this.#partitions) await file.close().catch(() => undefined)
  }
}
