import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach } from '@jest/globals'
import { repositoryPath } from './paths.ts'

/** A copy of the shipped services that tests may break. */
export interface ServicesFolder {
  readonly path: string
  /** The path of a file or folder that is about to be changed or made. */
  readonly toChange: (name: string) => string
  /** Puts back everything that was changed. */
  readonly mend: () => void
}

/**
 * One copy for all tests of a file, whole again after each: copying the folder takes several times
 * as long as reading it.
 */
export function copyOfServices(): ServicesFolder {
  const shipped = repositoryPath('cds-services')
  const path = mkdtempSync(join(tmpdir(), 'services-'))
  cpSync(shipped, path, { recursive: true })
  const changed = new Set<string>()
  const mend = () => {
    for (const name of changed) {
      rmSync(join(path, name), { recursive: true, force: true })
      const original = join(shipped, name)
      if (existsSync(original)) cpSync(original, join(path, name), { recursive: true })
    }
    changed.clear()
  }
  afterEach(mend)
  afterAll(() => rmSync(path, { recursive: true }))
  const toChange = (name: string) => {
    changed.add(name)
    return join(path, name)
  }
  return { path, toChange, mend }
}
