import type { Command } from 'commander'
import type { Terminal } from './terminal.ts'

/** Gives a command its arguments, its options, and what it does. */
export type Define = (command: Command, terminal: Terminal) => void

/** A command as the list of commands shows it. Its module is loaded when it is asked for. */
export interface LazyCommand {
  readonly name: string
  /** The name with what stands behind it, such as `explain [options] <uuid>`. */
  readonly call: string
  readonly description: string
  readonly load: () => Promise<{ readonly define: Define }>
}

export function command(call: string, description: string, load: LazyCommand['load']): LazyCommand {
  const [name = call] = call.split(' ')
  return { name, call, description, load }
}

/** Lists commands under another one, or under the program, with `help` at their end. */
export function addCommands(
  parent: Command,
  terminal: Terminal,
  commands: readonly LazyCommand[],
): Command {
  const find = (listed: Command) => commands.find(({ name }) => name === listed.name())
  // A listed command has no options or arguments yet by which commander would know its call.
  parent.configureHelp({ subcommandTerm: (listed) => find(listed)?.call ?? 'help [command]' })
  for (const { name, description } of commands) parent.command(name).description(description)
  const complete = async (listed: Command) => {
    const loaded = await find(listed)?.load()
    loaded?.define(listed, terminal)
  }
  parent.hook('preSubcommand', (_, listed) => complete(listed))
  // Commander's own `help` would show a command before its module is loaded.
  parent
    .helpCommand(false)
    .command('help')
    .description('display help for command')
    .argument('[command]')
    .helpOption(false)
    .allowUnknownOption()
    .allowExcessArguments()
    .action(async (name: string | undefined) => {
      const listed = commands.some((other) => other.name === name)
        ? parent.commands.find((other) => other.name() === name)
        : undefined
      if (listed === undefined) return parent.help({ error: name !== undefined })
      await complete(listed)
      return listed.help()
    })
  return parent
}
