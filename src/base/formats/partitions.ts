import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { Fault } from '../fault.ts'

const WAYS = 256

const BUFFER_BYTES = 16 * 1024

const PIECE_BYTES = 64 * 1024

/** Of a partition as it is held in memory; a larger one is divided again. */
const MOST_BYTES = 8_000_000

/** A hash of 32 bits gives so many digits of 256. */
const LEVELS = 4

/**
 * FNV-1a: spreads ids evenly, and the order of the rows does not tell the order of the source.
 * http://www.isthe.com/chongo/tech/comp/fnv/
 */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i += 1)
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0
  return hash
}

/** By which of the digits of its hash a key is put at a level; the first level takes the last. */
const digitOf = (hash: number, level: number) => (hash >>> (8 * level)) & (WAYS - 1)

/** The order of the digits, so that keys come in one order however often they were divided. */
const orderOf = (hash: number) =>
  ((digitOf(hash, 0) << 24) |
    (digitOf(hash, 1) << 16) |
    (digitOf(hash, 2) << 8) |
    (hash >>> 24)) >>>
  0

function diskFault(cause: unknown): Fault {
  const { code = 'unknown' } = cause as NodeJS.ErrnoException
  return new Fault('data-unavailable', `the work folder cannot be used: ${code}`, { cause })
}

/** A file in pieces that end with a line. */
function* piecesOf(path: string): Generator<Buffer, void> {
  const file = openSync(path, 'r')
  try {
    let rest = Buffer.alloc(0)
    const piece = Buffer.allocUnsafe(PIECE_BYTES)
    for (;;) {
      const bytes = readSync(file, piece)
      if (bytes === 0) return
      const read = Buffer.concat([rest, piece.subarray(0, bytes)])
      const end = read.lastIndexOf('\n') + 1
      rest = read.subarray(end)
      if (end > 0) yield read.subarray(0, end)
    }
  } catch (cause) {
    throw diskFault(cause)
  } finally {
    closeSync(file)
  }
}

/** Text that is added at its end: in memory as long as it is short, then in a file. */
class Spool {
  readonly #path: string
  #buffer: Buffer | undefined
  #used = 0
  #file: number | undefined
  #written = 0

  constructor(path: string) {
    this.#path = path
  }

  /** Bytes that were added. */
  get size(): number {
    return this.#written + this.#used
  }

  add(text: string): void {
    // A UTF-16 unit has three bytes at most.
    if (text.length * 3 > BUFFER_BYTES - this.#used) this.#flush()
    if (text.length * 3 > BUFFER_BYTES) this.#write(Buffer.from(text))
    else {
      this.#buffer ??= Buffer.allocUnsafeSlow(BUFFER_BYTES)
      this.#used += this.#buffer.write(text, this.#used, 'utf8')
    }
  }

  #flush(): void {
    if (this.#buffer !== undefined && this.#used > 0)
      this.#write(this.#buffer.subarray(0, this.#used))
    this.#used = 0
  }

  #write(bytes: Buffer): void {
    this.#written += bytes.length
    try {
      this.#file ??= openSync(this.#path, 'wx', 0o600)
      for (let at = 0; at < bytes.length;) at += writeSync(this.#file, bytes, at)
    } catch (cause) {
      throw diskFault(cause)
    }
  }

  /** All that was added, in pieces of whole lines; it is gone afterwards. */
  *take(): Generator<Buffer, void> {
    const tail = this.#buffer?.subarray(0, this.#used)
    this.#buffer = undefined
    try {
      if (this.#file !== undefined) yield* piecesOf(this.#path)
    } finally {
      this.close()
    }
    if (tail !== undefined) yield tail
  }

  close(): void {
    if (this.#file === undefined) return
    closeSync(this.#file)
    rmSync(this.#path, { force: true })
    this.#file = undefined
  }
}

/** Gives every line to somebody: the key in front of it, and where its text lies. */
function eachLine(
  bytes: Buffer,
  take: (key: string, at: { readonly from: number; readonly to: number }) => void,
): void {
  for (let from = 0; from < bytes.length;) {
    const to = bytes.indexOf('\n', from)
    const tab = bytes.indexOf('\t', from)
    take(bytes.toString('utf8', from, tab), { from: tab + 1, to })
    from = to + 1
  }
}

/**
 * Lines by key, on disk: what comes unsorted is brought together one partition of the keys at a
 * time. A partition that is too large for memory is divided again, so that memory does not grow
 * with the lines but only with those of one key.
 */
export class Partitions {
  readonly #folder: string
  readonly #level: number
  readonly #mostBytes: number
  readonly #spools: readonly Spool[]
  #room = Buffer.alloc(0)

  /**
   * @param folder - Removed by the caller.
   * @param mostBytes - Of a partition that is read at once.
   */
  constructor(folder: string, mostBytes = MOST_BYTES, level = 0) {
    this.#folder = folder
    this.#level = level
    this.#mostBytes = mostBytes
    this.#spools = Array.from(
      { length: WAYS },
      (_, i) => new Spool(join(folder, `part-${String(level)}-${String(i)}`)),
    )
  }

  /** Keeps a line for a key. The line must hold no line break, the key no tab either. */
  add(key: string, line: string): void {
    this.#spools[digitOf(hashOf(key), this.#level)]?.add(`${key}\t${line}\n`)
  }

  /** The lines of every key, key by key. Nothing can be added any more. */
  *keys(): Generator<readonly [key: string, lines: readonly string[]], void> {
    for (const spool of this.#spools) {
      if (spool.size > this.#mostBytes && this.#level + 1 < LEVELS) yield* this.#divided(spool)
      else yield* grouped(this.#inRoom(spool))
    }
  }

  /** All of a spool, in the place of the one before it. */
  #inRoom(spool: Spool): Buffer {
    if (this.#room.length < spool.size) this.#room = Buffer.allocUnsafeSlow(spool.size)
    let at = 0
    for (const piece of spool.take()) at += piece.copy(this.#room, at)
    return this.#room.subarray(0, at)
  }

  *#divided(spool: Spool): Generator<readonly [key: string, lines: readonly string[]], void> {
    const finer = new Partitions(this.#folder, this.#mostBytes, this.#level + 1)
    try {
      for (const piece of spool.take())
        eachLine(piece, (key, { from, to }) => finer.add(key, piece.toString('utf8', from, to)))
      yield* finer.keys()
    } finally {
      finer.close()
    }
  }

  close(): void {
    for (const spool of this.#spools) spool.close()
  }
}

/**
 * The lines of a partition key by key, in the order of their hashes. They stay bytes until their
 * key's turn: as text they would be old by then, and wait for the collector of what is old.
 */
function* grouped(bytes: Buffer): Generator<readonly [string, readonly string[]], void> {
  const byKey = new Map<string, { readonly from: number; readonly to: number }[]>()
  eachLine(bytes, (key, at) => {
    const places = byKey.get(key)
    if (places === undefined) byKey.set(key, [at])
    else places.push(at)
  })
  const inOrder = [...byKey]
    .map(([key, places]) => ({ key, places, order: orderOf(hashOf(key)) }))
    .toSorted((a, b) => a.order - b.order || (a.key < b.key ? -1 : 1))
  for (const { key, places } of inOrder)
    yield [key, places.map(({ from, to }) => bytes.toString('utf8', from, to))]
}
