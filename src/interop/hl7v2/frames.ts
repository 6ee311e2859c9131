// Start and end of a message in the Minimal Lower Layer Protocol; neither is a part of a character
// in UTF-8 or GB18030. HL7 v2 Implementation Guide, appendix C.
const START = 0x0b
const END = 0x1c
const CR = 0x0d

export type Frame =
  | { readonly kind: 'message'; readonly bytes: Uint8Array }
  /** Longer than may be, a new one began before it ended, or it took too long to end. */
  | { readonly kind: 'broken'; readonly why: 'too-long' | 'not-ended' | 'too-slow' }

/** Takes bytes as they come, returns the frames that they complete. */
interface FrameReader {
  readonly take: (chunk: Uint8Array) => readonly Frame[]
  /** Whether a frame has begun and not ended. */
  readonly isInFrame: () => boolean
}

/** Room that a message begins with; it doubles as the message grows, however small its pieces. */
const FIRST_ROOM = 4_096

class OpenFrame {
  readonly #maxBytes: number
  #room: Uint8Array | undefined
  #length = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  get isOpen(): boolean {
    return this.#room !== undefined
  }

  /** Adds to the message; one that is too long is reported broken, and dropped. */
  keep(bytes: Uint8Array): readonly Frame[] {
    if (this.#room === undefined) return []
    const length = this.#length + bytes.length
    if (length > this.#maxBytes) {
      this.#room = undefined
      return [{ kind: 'broken', why: 'too-long' }]
    }
    // A chunk belongs to the socket.
    this.#room = withRoomFor(this.#room, length)
    this.#room.set(bytes, this.#length)
    this.#length = length
    return []
  }

  begin(): readonly Frame[] {
    const wasOpen = this.isOpen
    this.#room = new Uint8Array(FIRST_ROOM)
    this.#length = 0
    return wasOpen ? [{ kind: 'broken', why: 'not-ended' }] : []
  }

  end(): readonly Frame[] {
    const room = this.#room
    this.#room = undefined
    return room === undefined ? [] : [{ kind: 'message', bytes: room.subarray(0, this.#length) }]
  }
}

function withRoomFor(room: Uint8Array, length: number): Uint8Array {
  if (length <= room.length) return room
  const larger = new Uint8Array(Math.max(length, 2 * room.length))
  larger.set(room)
  return larger
}

/**
 * Cuts a stream into messages, wherever it is broken into chunks. What stands between two messages
 * is passed over.
 */
export function toFrameReader(maxBytes: number): FrameReader {
  const frame = new OpenFrame(maxBytes)
  return {
    isInFrame: () => frame.isOpen,
    take: (chunk) => {
      const frames: Frame[] = []
      let from = 0
      for (const [at, byte] of chunk.entries()) {
        if (byte !== START && byte !== END) continue
        frames.push(...frame.keep(chunk.subarray(from, at)))
        frames.push(...(byte === START ? frame.begin() : frame.end()))
        from = at + 1
      }
      frames.push(...frame.keep(chunk.subarray(from)))
      return frames
    },
  }
}

export function toFrame(message: Uint8Array): Uint8Array {
  return Buffer.concat([Uint8Array.of(START), message, Uint8Array.of(END, CR)])
}
