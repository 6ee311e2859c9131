import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'

export interface Segment {
  readonly path: string
  readonly file: FileHandle
  bytes: number
  entries: number
}

const SUFFIX = '.ndjson'

/** Segments sort by their names in the order in which they were written. */
const segmentName = (number: number) => `${String(number).padStart(12, '0')}${SUFFIX}`

/** The number of a segment's file; nothing of another file. */
export function segmentNumber(name: string): number | undefined {
  const match = /^(\d{12})\.ndjson$/.exec(name)
  return match === null ? undefined : Number(match[1])
}

/** Syncs a folder, so that a file made in it is there after a power cut. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Makes a segment, for its owner alone: comments in feedback are free text. */
export async function openSegment(folder: string, number: number): Promise<Segment> {
  const path = join(folder, segmentName(number))
  const file = await open(path, 'ax', 0o600)
  await syncFolder(folder)
  return { path, file, bytes: 0, entries: 0 }
}

/**
 * Appends lines and syncs them. What a failed write left of them is cut off again.
 *
 * @returns Whether the segment may be appended to after a failure.
 * @throws {Error} When they are not on the disk.
 */
export async function append(segment: Segment, lines: readonly string[]): Promise<void> {
  const bytes = Buffer.from(lines.join(''))
  try {
    await segment.file.appendFile(bytes)
    await segment.file.datasync()
  } catch (error) {
    await segment.file.truncate(segment.bytes)
    throw error
  }
  segment.bytes += bytes.length
  segment.entries += lines.length
}
