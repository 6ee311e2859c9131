import { statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { messageOf } from '../../base/error-facts.ts'
import { withFile } from './sqlite-faults.ts'

export interface ProcessLock {
  /** Whether the file is still the one at its path, so that others meet the lock. */
  readonly isInPlace: () => boolean
  readonly release: () => void
}

const inodeOf = (path: string) => statSync(path, { bigint: true, throwIfNoEntry: false })?.ino

/**
 * Takes a file for this process alone. The lock is SQLite's exclusive lock on an empty database:
 * the operating system lets go of it when the process ends, however it ends, so that no lock is
 * ever stale; and it holds between containers that share a volume of one machine.
 *
 * @returns Nothing when another holds it.
 * @throws {Error} When the file cannot be made.
 */
export function takeLock(path: string): ProcessLock | undefined {
  const file = new DatabaseSync(path, { timeout: 0 })
  try {
    file.exec('begin exclusive')
  } catch (error) {
    file.close()
    if (/locked|busy/i.test(messageOf(error))) return undefined
    throw withFile(error, path)
  }
  const inode = inodeOf(path)
  return {
    isInPlace: () => inode !== undefined && inodeOf(path) === inode,
    release: () => {
      if (file.isOpen) file.close()
    },
  }
}
