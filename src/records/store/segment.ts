import { join } from 'node:path'
import { DurableFile } from '../../base/durable-file.ts'

/** A file of the spool that is being written. */
export interface Segment {
  readonly file: DurableFile
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

/** Makes a segment, for its owner alone: comments in feedback are free text. */
export async function openSegment(folder: string, number: number): Promise<Segment> {
  const file = await DurableFile.open(join(folder, segmentName(number)), { isNew: true })
  return { file, entries: 0 }
}

/**
 * Appends lines and syncs them.
 *
 * @throws {Error} When they are not on the disk.
 */
export async function append(segment: Segment, lines: readonly string[]): Promise<void> {
  await segment.file.append(lines.join(''))
  segment.entries += lines.length
}
