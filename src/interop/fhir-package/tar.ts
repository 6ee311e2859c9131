import { gzipSync } from 'node:zlib'

const BLOCK = 512

/** A number in octal digits, with the zero byte that ends it. */
const octal = (value: number, length: number) => `${value.toString(8).padStart(length - 1, '0')}\0`

/** POSIX.1-1988 (ustar): the header of a plain file, of no owner and no time. */
function headerOf(path: string, size: number): Buffer {
  const header = Buffer.alloc(BLOCK)
  const write = (text: string, at: number) => header.write(text, at, 'utf8')
  write(path, 0)
  write(octal(0o644, 8), 100)
  write(octal(0, 8), 108)
  write(octal(0, 8), 116)
  write(octal(size, 12), 124)
  write(octal(0, 12), 136)
  // The sum is made with blanks in its own place.
  write(' '.repeat(8), 148)
  write('0', 156)
  write('ustar\0', 257)
  write('00', 263)
  const sum = header.reduce((total, byte) => total + byte, 0)
  write(`${octal(sum, 7)} `, 148)
  return header
}

const padding = (size: number) => Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK)

/** Most bytes of a path that a header has room for. */
const MOST_OF_PATH = 100

/**
 * Files by path as a gzipped tar archive: the same bytes for the same files.
 *
 * @throws {RangeError} When a path is longer than the format has room for.
 */
export function toTgz(files: Readonly<Record<string, string>>): Uint8Array {
  const parts = Object.entries(files).flatMap(([path, text]) => {
    if (Buffer.byteLength(path) > MOST_OF_PATH) throw new RangeError(`${path} is too long a path`)
    const content = Buffer.from(text)
    return [headerOf(path, content.length), content, padding(content.length)]
  })
  return gzipSync(Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]))
}
