// Start and end of a message in the Minimal Lower Layer Protocol; neither is a part of a character
// in UTF-8 or GB18030. HL7 v2 Implementation Guide, appendix C.
const START = 0x0b
const END = 0x1c
const CR = 0x0d

export type Frame =
  | { readonly kind: 'message'; readonly bytes: Uint8Array }
  /** Longer than may be, or a new one began before it ended. */
  | { readonly kind: 'broken'; readonly why: 'too-long' | 'not-ended' }

/** Takes bytes as they come, returns the frames that they complete. */
interface FrameReader {
  readonly take: (chunk: Uint8Array) => readonly Frame[]
}

class OpenFrame {
  readonly #maxBytes: number
  #parts: Uint8Array[] | undefined
  #length = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** Adds to the message; one that is too long is reported broken, and dropped. */
  keep(bytes: Uint8Array): readonly Frame[] {
    if (this.#parts === undefined) return []
    this.#length += bytes.length
    if (this.#length > this.#maxBytes) {
      this.#parts = undefined
      return [{ kind: 'broken', why: 'too-long' }]
    }
    // A chunk belongs to the socket.
    this.#parts.push(Uint8Array.from(bytes))
    return []
  }

  begin(): readonly Frame[] {
    const isOpen = this.#parts !== undefined
    this.#parts = []
    this.#length = 0
    return isOpen ? [{ kind: 'broken', why: 'not-ended' }] : []
  }

  end(): readonly Frame[] {
    const parts = this.#parts
    this.#parts = undefined
    return parts === undefined ? [] : [{ kind: 'message', bytes: Buffer.concat(parts) }]
  }
}

/**
 * Cuts a stream into messages, wherever it is broken into chunks. What stands between two messages
 * is passed over.
 */
export function toFrameReader(maxBytes: number): FrameReader {
  const frame = new OpenFrame(maxBytes)
  return {
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
