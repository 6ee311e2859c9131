import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { repositoryPath } from './paths.ts'
import { UNHURRIED } from './unhurried.ts'

/** What a block of commands printed, both streams together, and how it ended. */
export interface Said {
  readonly status: number | null
  readonly text: string
}

/** Somebody who types the commands of a document into a shell. */
export interface Reader {
  /** The reader's folder: what the repository has, and what the commands write. */
  readonly folder: string
  /** Runs a block and waits for its end. */
  readonly run: (code: string) => Promise<Said>
  /** Starts a block that goes on until `leave`, and waits until it says where it listens. */
  readonly start: (code: string) => Promise<void>
  /** Ends what was started, and removes the folder. */
  readonly leave: () => Promise<void>
}

/** The address that documents name, in place of which a free port is used. */
const DOCUMENTED = /http:\/\/(?:localhost|127\.0\.0\.1):3000\b/g

const LISTENS = /CDS Hooks service: (\S+)\/cds-services|HL7 v2 \(MLLP\): \S+/

/** The repository, link by link, so that a command writes beside it and never into it. */
function linkRepository(folder: string): void {
  const left = ['.git', '.env', 'data', 'coverage']
  for (const name of readdirSync(repositoryPath('')).filter((one) => !left.includes(one)))
    symlinkSync(repositoryPath(name), join(folder, name))
}

const environmentOf = (): NodeJS.ProcessEnv => ({
  PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
  HOME: process.env['HOME'],
  NODE_OPTIONS: `--import=${repositoryPath('test/support/nominal-date.ts')}`,
  PORT: '0',
  LOG_LEVEL: 'warn',
  // The pages are built by a step before `npm start`, which tests of the pages run.
  npm_config_ignore_scripts: 'true',
  npm_config_update_notifier: 'false',
  ...UNHURRIED,
})

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return
  process.kill(-child.pid, 'SIGTERM')
  await once(child, 'exit')
}

/** A reader on the nominal day of the fixtures, with files that stand for those of a hospital. */
export function newReader(brought: Readonly<Record<string, string>> = {}): Reader {
  const folder = mkdtempSync(join(tmpdir(), 'reader-'))
  linkRepository(folder)
  for (const [name, from] of Object.entries(brought))
    cpSync(repositoryPath(from), join(folder, name), { recursive: true })
  const started: ChildProcess[] = []
  let service = 'http://localhost:3000'
  const shell = (code: string) => {
    const here = code.replace(DOCUMENTED, service).replace('--listen 2575', '--listen 0')
    const child = spawn('bash', ['-euo', 'pipefail', '-c', here], {
      cwd: folder,
      env: environmentOf(),
      // A group of its own, so that what the shell started ends with it.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    return child
  }
  const run = async (code: string): Promise<Said> => {
    const child = shell(code)
    let text = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (text += String(chunk)))
    const [status] = (await once(child, 'close')) as [number | null]
    return { status, text }
  }
  const start = (code: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const child = shell(code)
      started.push(child)
      let text = ''
      const hear = (chunk: Buffer) => {
        text += String(chunk)
        const listens = LISTENS.exec(text)
        if (listens === null) return
        service = listens[1] ?? service
        resolve()
      }
      child.stdout.on('data', hear)
      child.stderr.on('data', hear)
      child.once('exit', () => reject(new Error(`it ended at once: ${text}`)))
    })
  const leave = async () => {
    for (const child of started.toReversed()) await end(child)
    rmSync(folder, { recursive: true })
  }
  return { folder, run, start, leave }
}
