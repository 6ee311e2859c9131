import { PassThrough, Readable } from 'node:stream'
import { text as readText } from 'node:stream/consumers'
import { Command } from 'commander'
import type { Environment } from '../../src/base/config/environment.ts'
import type { Define } from '../../src/base/terminal/lazy-commands.ts'
import type { Terminal } from '../../src/base/terminal/terminal.ts'
import { frozenClock } from './clock.ts'

/** What a command said, and the exit code that it named. */
export interface CommandAnswer {
  readonly stdout: string
  /** What went out as data. */
  readonly output: string
  readonly stderr: string
  readonly status: number
}

/**
 * Runs a command in this process, with these variables as its only settings. What the program would
 * tell at its end, a mistake in an option or in a setting, is thrown.
 */
export async function runCommand(
  define: Define,
  args: readonly string[],
  environment: Environment = {},
  input = '',
): Promise<CommandAnswer> {
  let [stdout, stderr, status] = ['', '', 0]
  const output = new PassThrough()
  const written = readText(output)
  const terminal: Terminal = {
    say: (text) => void (stdout += `${text}\n`),
    complain: (text) => void (stderr += `${text}\n`),
    input: () => Readable.from([Buffer.from(input)], { objectMode: false }),
    output: () => output,
    endWith: (code) => void (status = code),
    environment,
    clock: frozenClock,
    newUuid: () => crypto.randomUUID(),
    progressTo: new PassThrough().resume(),
  }
  const command = new Command().exitOverride().configureOutput({ writeErr: () => undefined })
  define(command, terminal)
  await command.parseAsync([...args], { from: 'user' })
  output.end()
  return { stdout, output: await written, stderr, status }
}
