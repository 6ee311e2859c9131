import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { repositoryPath } from '../support/paths.ts'
import { freePort } from '../support/nginx.ts'

/** What docker/Dockerfile says of the image, as a container engine reads it. */
export interface ImageConfig {
  readonly User: string
  readonly Entrypoint: readonly string[]
  readonly Volumes: Readonly<Record<string, object>>
  readonly Healthcheck: { readonly Test: readonly string[] }
}

/** A process in a container of the image. */
export interface Run {
  /** Where the service said that it is. */
  readonly url: Promise<string>
  /** Whether the health check of the image passes, in the same container. */
  readonly isHealthy: () => Promise<boolean>
  readonly stop: () => Promise<void>
}

/** The image of docker/Dockerfile, and a container of it. */
export interface Image {
  readonly config: ImageConfig
  /** Where the files of the container are. */
  readonly root: string
  /** Runs a command in the container to its end; the answer is its exit code. */
  readonly execute: (command: readonly string[]) => Promise<number>
  /** Starts what the image starts. */
  readonly start: (environment: Environment) => Promise<Run>
  readonly remove: () => void
}

type Environment = Readonly<Record<string, string>>

/** A container that is forgotten ends by itself. */
const MOST_SECONDS = '900'

function urlSaidBy(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => {
        said += String(chunk)
        const url = /CDS Hooks service: (\S+)\/cds-services/.exec(said)?.[1]
        if (url !== undefined) resolve(url)
      })
    child.once('exit', () => reject(new Error(`the container ended: ${said}`)))
  })
}

/** Builds the image in a storage of its own, which goes with it. */
export function buildImage(): Image {
  const storage = mkdtempSync(join(tmpdir(), 'image-'))
  const places = ['--root', join(storage, 'images'), '--runroot', join(storage, 'run')]
  const buildah = ['buildah', ...places, '--storage-driver', 'vfs']
  const tell = (...args: readonly string[]) =>
    execFileSync('buildah', [...buildah.slice(1), ...args], { encoding: 'utf8' }).trim()
  try {
    execFileSync(repositoryPath('test/docker/build-image'), [storage], { stdio: 'pipe' })
  } catch (error) {
    rmSync(storage, { recursive: true, force: true })
    throw error
  }
  const { Docker } = JSON.parse(tell('inspect', '--type', 'image', 'localhost/tace-cds')) as {
    readonly Docker: { readonly config: ImageConfig }
  }
  const container = tell('from', '--pull-never', 'localhost/tace-cds')
  const run = (environment: Environment, command: readonly string[]) => [
    ...[...buildah, 'run', '--isolation', 'chroot', '--network', 'host'],
    ...Object.entries(environment).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    ...[container, '--', ...command],
  ]

  async function execute(command: readonly string[], environment: Environment = {}) {
    const args = [MOST_SECONDS, ...run(environment, command)]
    const [code] = (await once(spawn('timeout', args, { stdio: 'ignore' }), 'exit')) as [number]
    return code
  }

  async function start(environment: Environment): Promise<Run> {
    const port = await freePort()
    const own = { HOST: '127.0.0.1', PORT: String(port), DRAIN_MS: '0', ...environment }
    const { Entrypoint, Healthcheck } = Docker.config
    const command = [MOST_SECONDS, ...run(own, Entrypoint)]
    // `timeout` leads a group of processes in which everything of the container is.
    const child = spawn('timeout', command, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
    const exited = once(child, 'exit')
    return {
      url: urlSaidBy(child),
      isHealthy: async () => (await execute(Healthcheck.Test.slice(1), own)) === 0,
      stop: async () => {
        if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, 'SIGTERM')
        await exited
      },
    }
  }

  return {
    config: Docker.config,
    root: tell('mount', container),
    execute,
    start,
    remove: () => {
      tell('umount', container)
      rmSync(storage, { recursive: true })
    },
  }
}
