import { createReadStream, type ReadStream } from 'node:fs'
import { pipeline, type Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'

/** One line of a file. */
export interface Line {
  readonly number: number
  /** Nothing when the line is too long to be kept. */
  readonly text: string | undefined
}

/** Lines that were read at once, and how far in the file they end. */
interface LineChunk {
  readonly lines: readonly Line[]
  /** Bytes of the file as it lies on disk. */
  readonly bytesRead: number
}

/** A resource longer than this is none that is read here (documents with images in them). */
const MOST_CHARACTERS = 8_000_000

const CHUNK_BYTES = 64 * 1024

/** Puts chunks of text together to lines; what runs over the limit is forgotten to its end. */
class Splitter {
  #number = 0
  #rest = ''
  #isTooLong = false

  split(text: string): readonly Line[] {
    const parts = (this.#rest + text).split('\n')
    this.#rest = parts.pop() ?? ''
    const lines = parts.map((part) => this.#line(part))
    if (this.#rest.length > MOST_CHARACTERS) {
      this.#isTooLong = true
      this.#rest = ''
    }
    return lines
  }

  end(): readonly Line[] {
    return this.#rest === '' && !this.#isTooLong ? [] : [this.#line(this.#rest)]
  }

  #line(text: string): Line {
    this.#number += 1
    const isTooLong = this.#isTooLong || text.length > MOST_CHARACTERS
    this.#isTooLong = false
    return { number: this.#number, text: isTooLong ? undefined : text }
  }
}

function openText(file: ReadStream, isCompressed: boolean): Readable {
  // The loop below throws when either stream fails.
  const stream: Readable = isCompressed
    ? pipeline(file, createGunzip({ chunkSize: CHUNK_BYTES }), () => undefined)
    : file
  return stream.setEncoding('utf8')
}

/** The lines of an NDJSON file, `.gz` or not, chunk by chunk: memory does not grow with the file. */
export async function* readLines(path: string): AsyncGenerator<LineChunk, void> {
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES })
  const splitter = new Splitter()
  for await (const text of openText(file, path.endsWith('.gz')))
    yield { lines: splitter.split(text as string), bytesRead: file.bytesRead }
  yield { lines: splitter.end(), bytesRead: file.bytesRead }
}
