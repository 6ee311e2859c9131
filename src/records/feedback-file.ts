import { createHash } from 'node:crypto'
import { type FileHandle, open, readFile } from 'node:fs/promises'
import { type FeedbackRecord, type FeedbackStore, identityOf } from '../guidance/index.ts'
import { Fault } from '../kernel/index.ts'

const NEWLINE = 0x0a

const digestOf = (record: FeedbackRecord) =>
  createHash('sha256').update(identityOf(record)).digest('base64')

/** The record on a line; nothing when a crash cut the line short. */
function readLine(line: string): readonly FeedbackRecord[] {
  try {
    return [JSON.parse(line) as FeedbackRecord]
  } catch {
    return []
  }
}

async function readBytes(path: string): Promise<Buffer> {
  try {
    return await readFile(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0)
    throw error
  }
}

async function append(file: FileHandle, records: readonly FeedbackRecord[]): Promise<void> {
  await file.appendFile(records.map((record) => `${JSON.stringify(record)}\n`).join(''))
  await file.datasync()
}

/**
 * Feedback in an append-only file of one JSON object a line, synced to the disk before it is
 * acknowledged. One process writes to it.
 *
 * @throws {Error} When the file cannot be read or written.
 */
export async function keepFeedbackInFile(path: string): Promise<FeedbackStore> {
  const bytes = await readBytes(path)
  const lines = bytes.toString('utf8').split('\n')
  const known = new Set(lines.flatMap(readLine).map(digestOf))
  // For its owner alone: comments are free text.
  const file = await open(path, 'a', 0o600)
  if (bytes.length > 0 && bytes.at(-1) !== NEWLINE) await file.appendFile('\n')
  let last: Promise<unknown> = Promise.resolve()

  async function addNow(records: readonly FeedbackRecord[]): Promise<number> {
    const fresh = new Map(
      records.map((record) => [digestOf(record), record] as const).filter(([id]) => !known.has(id)),
    )
    if (fresh.size === 0) return 0
    try {
      await append(file, [...fresh.values()])
    } catch (cause) {
      throw new Fault('temporarily-unavailable', 'The feedback could not be stored.', { cause })
    }
    for (const id of fresh.keys()) known.add(id)
    return fresh.size
  }

  return {
    // One after the other: whether a record is new depends on those before it.
    add: (records) => {
      const added = last.then(() => addNow(records))
      last = added.catch(() => undefined)
      return added
    },
    close: async () => {
      await last
      await file.close()
    },
  }
}
