import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isData, mutated, type Site } from './site.ts'

export interface Outcome {
  /** `undefined` when it was ended by its time or a signal. */
  readonly code: number | undefined
  readonly said: string
}

/** A copy of the tree: nothing that a mutant does is ever in the tree itself. */
export interface WorkCopy {
  readonly path: string
  readonly run: (command: readonly string[], seconds: number) => Promise<Outcome>
  /** Runs `work` with a mutant in the copy; afterwards every file that git knows is as before. */
  readonly having: <T>(site: Site, work: () => Promise<T>) => Promise<T>
  readonly remove: () => void
}

const MOST_SAID = 200_000

/** Runs a command, for so many seconds at most, or until all is ended. */
function runIn(
  path: string,
  [program = '', ...words]: readonly string[],
  limits: { readonly seconds: number; readonly ended: AbortSignal },
) {
  return new Promise<Outcome>((resolve) => {
    // A group of its own, so that what the tests have started ends with them.
    const child = spawn(program, words, {
      cwd: path,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const end = () => {
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL')
    }
    let said = ''
    const hear = (data: Buffer) => (said = (said + data.toString()).slice(-MOST_SAID))
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    const timer = setTimeout(end, limits.seconds * 1_000)
    limits.ended.addEventListener('abort', end)
    child.on('close', (code) => {
      clearTimeout(timer)
      limits.ended.removeEventListener('abort', end)
      resolve({ code: code ?? undefined, said })
    })
  })
}

/** Copies the files to a folder for temporary ones, and links the packages. */
export function copyOf(root: string, files: readonly string[], ended: AbortSignal): WorkCopy {
  const path = mkdtempSync(join(tmpdir(), 'mutation-'))
  const restore = (names: readonly string[]) => {
    for (const name of names) cpSync(join(root, name), join(path, name))
  }
  restore(files)
  symlinkSync(join(root, 'node_modules'), join(path, 'node_modules'))
  const generated = files.filter((file) => /^(?:cds-services|fixtures|docs)\//.test(file))
  return {
    path,
    run: (command, seconds) => runIn(path, command, { seconds, ended }),
    having: async (site, work) => {
      const text = readFileSync(join(path, site.file), 'utf8')
      writeFileSync(join(path, site.file), mutated(text, site))
      try {
        return await work()
      } finally {
        writeFileSync(join(path, site.file), text)
        if (isData(site)) restore(generated)
      }
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  }
}
