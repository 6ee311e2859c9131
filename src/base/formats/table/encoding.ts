import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { codeOf } from '../../error-facts.ts'
import { Fault } from '../../fault.ts'

/** What sites write, in the order in which it is tried; the last decodes nearly everything. */
const TRIED = ['utf-8', 'gb18030']

/** The encoding that a byte order mark names. */
async function markedEncoding(path: string): Promise<string | undefined> {
  await using file = await open(path)
  const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0)
  const mark = buffer.toString('hex')
  if (mark === 'fffe') return 'utf-16le'
  return mark === 'feff' ? 'utf-16be' : undefined
}

function decoderOf(encoding: string): TextDecoder {
  try {
    return new TextDecoder(encoding, { fatal: true })
  } catch (cause) {
    throw new Fault('malformed-request', 'the encoding of the table is not known here', { cause })
  }
}

const isMisread = (cause: unknown) => codeOf(cause) === 'ERR_ENCODING_INVALID_ENCODED_DATA'

/** The text of a file; a byte order mark is not part of it. */
export async function* decoded(path: string, encoding: string): AsyncGenerator<string, void> {
  const decoder = decoderOf(encoding)
  try {
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>)
      yield decoder.decode(chunk, { stream: true })
    yield decoder.decode()
  } catch (cause) {
    if (!isMisread(cause)) throw cause
    throw new Fault('malformed-request', `the table is not written in ${encoding}`, { cause })
  }
}

async function isWrittenIn(path: string, encoding: string): Promise<boolean> {
  try {
    const text = decoded(path, encoding)
    while ((await text.next()).done !== true);
    return true
  } catch (cause) {
    if (cause instanceof Fault) return false
    throw cause
  }
}

/**
 * How a file is encoded: by its byte order mark, else UTF-8 when the whole file is that, else
 * GB18030, of which GBK and GB2312 are parts.
 *
 * @throws {Fault} When it is none of these.
 */
export async function encodingOf(path: string): Promise<string> {
  const marked = await markedEncoding(path)
  if (marked !== undefined) return marked
  for (const encoding of TRIED) if (await isWrittenIn(path, encoding)) return encoding
  throw new Fault('malformed-request', 'the table is neither UTF-8, UTF-16 nor GB18030')
}
