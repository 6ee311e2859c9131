import type { Socket } from 'node:net'
import type { Bridge } from './bridge.ts'
import { type Frame, toFrame, toFrameReader } from './frames.ts'

/** What one connection may take. */
export interface ConnectionBounds {
  readonly maxBytes: number
  /** How long nothing may come, and a reply may go unread. */
  readonly idleMs: number
  /** How long a message may take from its first byte to its last. */
  readonly frameMs: number
}

/** When the operating system asks a silent other side for a sign of life. */
const KEEP_ALIVE_MS = 60_000

/** One sender. Its messages are answered one after the other, in the order that they came. */
export class Connection {
  readonly #socket: Socket
  readonly #bridge: Bridge
  readonly #bounds: ConnectionBounds
  #last: Promise<void> = Promise.resolve()
  #answering = 0
  #frameTimer: NodeJS.Timeout | undefined
  #heardAt = performance.now()

  constructor(socket: Socket, bridge: Bridge, bounds: ConnectionBounds) {
    this.#socket = socket
    this.#bridge = bridge
    this.#bounds = bounds
    const reader = toFrameReader(bounds.maxBytes)
    socket.setKeepAlive(true, KEEP_ALIVE_MS)
    socket.setTimeout(bounds.idleMs, () => this.#onSilence())
    socket.on('data', (chunk: Buffer) => {
      this.#heardAt = performance.now()
      const frames = reader.take(chunk)
      this.#watchFrame(reader.isInFrame(), frames.length > 0)
      this.#answerAll(frames)
    })
    // A connection that breaks is the other side's matter: it has no acknowledgment and sends again.
    socket.on('error', () => socket.destroy())
    socket.on('end', () => void this.#last.finally(() => socket.end()))
    socket.on('close', () => clearTimeout(this.#frameTimer))
  }

  /** For how long nothing came; nothing while a message is read or answered. */
  get idleForMs(): number | undefined {
    if (this.#answering > 0 || this.#frameTimer !== undefined) return undefined
    return performance.now() - this.#heardAt
  }

  drop(): void {
    this.#socket.destroy()
  }

  /** Ends it when what has come is answered. */
  async close(): Promise<void> {
    await this.#last
    this.#socket.end(() => this.#socket.destroy())
  }

  #onSilence(): void {
    // Whoever waits for the service's answer is not idle, but who does not read replies is.
    if (this.#answering > 0 && this.#socket.writableLength === 0) return
    this.drop()
  }

  /** The time of a message counts from its first byte, however slowly the others come. */
  #watchFrame(isInFrame: boolean, isAnother: boolean): void {
    if (isInFrame && this.#frameTimer !== undefined && !isAnother) return
    clearTimeout(this.#frameTimer)
    this.#frameTimer = isInFrame
      ? setTimeout(() => {
          this.#answerAll([{ kind: 'broken', why: 'too-slow' }])
          void this.#last.finally(() => this.#socket.end(() => this.drop()))
        }, this.#bounds.frameMs)
      : undefined
  }

  #answerAll(frames: readonly Frame[]): void {
    if (frames.length === 0) return
    // Whoever sends faster than is answered waits.
    this.#socket.pause()
    this.#answering += 1
    this.#last = frames
      .reduce((before, frame) => before.then(() => this.#answer(frame)), this.#last)
      .finally(() => {
        this.#answering -= 1
        this.#socket.resume()
      })
  }

  async #answer(frame: Frame): Promise<void> {
    const socket = this.#socket
    // What was not acknowledged is sent again.
    if (socket.destroyed) return
    const reply = await this.#bridge(frame)
    if (!socket.writable || socket.write(toFrame(reply))) return
    // Replies that nobody reads must not pile up.
    await new Promise<void>((resolve) => {
      socket.once('drain', resolve)
      socket.once('close', () => resolve())
    })
  }
}
