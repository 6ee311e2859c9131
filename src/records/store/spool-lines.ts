import { crc32 } from 'node:zlib'
import { isJsonObject } from '../../base/json.ts'
import type { Entry } from './entry.ts'

const CHECK_LENGTH = 8

const checkOf = (text: string) => crc32(text).toString(16).padStart(CHECK_LENGTH, '0')

/** An entry as a line: a checksum, a blank, JSON. */
export function toLine(entry: Entry): string {
  const text = JSON.stringify(entry)
  return `${checkOf(text)} ${text}\n`
}

function isEntry(value: unknown): value is Entry {
  if (!isJsonObject(value) || typeof value['id'] !== 'string') return false
  const { kind } = value
  const isKnown = kind === 'record' || kind === 'feedback' || kind === 'model'
  return isKnown && isJsonObject(value[kind])
}

/** Nothing when the line is not whole, or holds no entry. */
export function readLine(line: string): Entry | undefined {
  const text = line.slice(CHECK_LENGTH + 1)
  if (line.slice(0, CHECK_LENGTH) !== checkOf(text)) return undefined
  const value: unknown = JSON.parse(text)
  return isEntry(value) ? value : undefined
}

/** The whole lines of a file: a crash may leave a piece of one after the last line break. */
export function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .slice(0, -1)
    .filter((line) => line !== '')
}
