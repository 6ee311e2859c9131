import { type FileHandle, open, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/** What was appended is not at its path: the file was removed, or another was put in its place. */
export class MovedFileError extends Error {
  override readonly name = 'MovedFileError'
}

/** Syncs a folder, so that a file made or renamed in it is there after a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/**
 * A file that is only appended to. What {@link append} has taken is on the disk, whole, and under
 * the file's path; what it has not taken leaves nothing behind that would spoil what comes next.
 * Appends wait for each other.
 */
export class DurableFile {
  readonly path: string
  readonly #handle: FileHandle
  #bytes: number
  #isWhole = true
  #last: Promise<unknown> = Promise.resolve()

  private constructor(path: string, handle: FileHandle, bytes: number) {
    this.path = path
    this.#handle = handle
    this.#bytes = bytes
  }

  /**
   * Opens a file, and makes it for its owner alone where there is none.
   *
   * @param more - `isNew`: there must be none.
   * @throws {Error} When it cannot be opened, or is there and should be new.
   */
  static async open(path: string, more: { readonly isNew?: boolean } = {}): Promise<DurableFile> {
    const handle = await open(path, more.isNew === true ? 'ax+' : 'a+', 0o600)
    try {
      await syncFolder(dirname(path))
      return new DurableFile(path, handle, (await handle.stat()).size)
    } catch (error) {
      await handle.close()
      throw error
    }
  }

  /** Bytes that are safe. */
  get bytes(): number {
    return this.#bytes
  }

  /**
   * Appends a text and waits until it is on the disk.
   *
   * @throws {MovedFileError} When it is not at the path.
   * @throws {Error} When it is not on the disk.
   */
  append(text: string): Promise<void> {
    const appended = this.#last.then(() => this.#append(Buffer.from(text)))
    this.#last = appended.catch(() => undefined)
    return appended
  }

  async #append(bytes: Uint8Array): Promise<void> {
    await this.#cutOff()
    this.#isWhole = false
    try {
      await this.#handle.appendFile(bytes)
      await this.#handle.datasync()
      await this.#checkPlace()
    } catch (error) {
      // Where that fails as well, it is tried again before the next text.
      await this.#cutOff().catch(() => undefined)
      throw error
    }
    this.#bytes += bytes.length
    this.#isWhole = true
  }

  /** Cuts off what a failed write left. */
  async #cutOff(): Promise<void> {
    if (this.#isWhole) return
    await this.#handle.truncate(this.#bytes)
    this.#isWhole = true
  }

  async #checkPlace(): Promise<void> {
    const [own, there] = await Promise.all([
      this.#handle.stat({ bigint: true }),
      stat(this.path, { bigint: true }).catch(() => undefined),
    ])
    if (there?.ino === own.ino && there.dev === own.dev) return
    throw new MovedFileError(`${this.path}: the file was removed or replaced`)
  }

  /** All that is safe in the file, wherever the file is now. */
  async read(): Promise<string> {
    await this.#last
    const content = Buffer.alloc(this.#bytes)
    const { bytesRead } = await this.#handle.read(content, 0, this.#bytes, 0)
    return content.toString('utf8', 0, bytesRead)
  }

  /** Waits for what is being appended. */
  async close(): Promise<void> {
    await this.#last
    await this.#handle.close()
  }
}
