import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chownSync, existsSync, globSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import pg from 'pg'
import { until } from './until.ts'

/** A PostgreSQL server on a folder and a loopback port of its own. */
export interface TestPostgres {
  readonly port: number
  /** Makes an empty database and tells its URL. */
  readonly newDatabase: () => Promise<string>
  /** Ends the server as a power cut would, and starts it again on the same data. */
  readonly crash: () => Promise<void>
  readonly startAgain: () => Promise<void>
  readonly stop: () => Promise<void>
  /** The folder of its programs. */
  readonly programs: string
}

/** Debian's packages put the programs in a folder per version. */
function findPrograms(): string {
  const [newest] = globSync('/usr/lib/postgresql/*/bin/initdb').toSorted().toReversed()
  const found = [newest, '/usr/local/bin/initdb', '/usr/bin/initdb'].find(
    (path) => path !== undefined && existsSync(path),
  )
  if (found === undefined) throw new Error('PostgreSQL is not installed: initdb is not there')
  return dirname(found)
}

/** PostgreSQL does not run as root: then it runs as nobody. */
function otherUser(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const [, , uid, gid] = execFileSync('getent', ['passwd', 'nobody'], { encoding: 'utf8' }).split(
    ':',
  )
  return { uid: Number(uid), gid: Number(gid) }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

const ended = (child: ChildProcess) =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise<void>((resolve) => child.once('exit', () => resolve()))

async function query(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(text)
  } finally {
    await client.end()
  }
}

async function answers(url: string, server: ChildProcess): Promise<void> {
  await until(async () => {
    try {
      await query(url, 'select 1')
      return true
    } catch (error) {
      if (server.exitCode !== null) throw new Error('PostgreSQL did not start', { cause: error })
      return false
    }
  })
}

/** Starts a server; its data goes when it is stopped. */
export async function startPostgres(): Promise<TestPostgres> {
  const programs = findPrograms()
  const folder = mkdtempSync(join(tmpdir(), 'postgres-'))
  const user = otherUser()
  if (user !== undefined) chownSync(folder, user.uid, user.gid)
  const data = join(folder, 'data')
  const options = { ...user, cwd: folder, stdio: 'ignore' as const }
  const init = ['-D', data, '-U', 'test', '--auth=trust', '--no-sync', '-E', 'UTF8', '--locale=C']
  execFileSync(join(programs, 'initdb'), init, options)
  const port = await freePort()
  const url = (database: string) => `postgres://test@127.0.0.1:${String(port)}/${database}`
  const settings = [
    `port=${String(port)}`,
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'shared_buffers=16MB',
    'max_connections=60',
  ]
  const args = ['-D', data, ...settings.flatMap((setting) => ['-c', setting])]
  const state: { server: ChildProcess; databases: number } = {
    server: spawn(join(programs, 'postgres'), args, options),
    databases: 0,
  }
  await answers(url('postgres'), state.server)

  /** `SIGQUIT` is PostgreSQL's immediate shutdown: no checkpoint, recovery at the next start. */
  async function end(signal: 'SIGQUIT' | 'SIGINT'): Promise<void> {
    state.server.kill(signal)
    await ended(state.server)
  }

  return {
    port,
    programs,
    newDatabase: async () => {
      state.databases += 1
      const name = `test_${String(state.databases)}`
      await query(url('postgres'), `create database ${name}`)
      return url(name)
    },
    crash: () => end('SIGQUIT'),
    startAgain: async () => {
      state.server = spawn(join(programs, 'postgres'), args, options)
      await answers(url('postgres'), state.server)
    },
    stop: async () => {
      await end('SIGINT')
      rmSync(folder, { recursive: true })
    },
  }
}
