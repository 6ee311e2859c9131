import { Fault } from '../../../base/fault.ts'
import type { Define } from '../../../base/terminal/lazy-commands.ts'
import type { Terminal } from '../../../base/terminal/terminal.ts'
import { onRecords } from '../../monitoring/commands/on-records.ts'
import { anchorId, readCharts } from '../watch-drift.ts'
import { watchedModels } from './watched-models.ts'

interface LookedAtOptions {
  readonly service?: string
  readonly key: string
  readonly signedOffBy: string
  readonly role: string
  readonly finding: string
}

function said(options: LookedAtOptions, name: 'signedOffBy' | 'role' | 'finding'): string {
  const text = options[name].trim()
  if (text === '')
    throw new Fault('malformed-request', 'name, role and finding are said by who has looked')
  return text
}

async function run(terminal: Terminal, options: LookedAtOptions): Promise<void> {
  const { say, environment, clock } = terminal
  const { key: platform } = options
  const review = {
    platform,
    at: new Date(clock.now()).toISOString(),
    name: said(options, 'signedOffBy'),
    role: said(options, 'role'),
    finding: said(options, 'finding'),
  }
  await onRecords(terminal, async ({ drift }) => {
    let ended = 0
    for (const watched of await watchedModels(environment, options.service)) {
      const charts = await readCharts(watched, drift)
      const alarms = charts.filter((chart) => chart.platform === platform && chart.alarm)
      if (alarms.length === 0) continue
      await drift.addReview(anchorId(watched.model), review)
      ended += alarms.length
    }
    if (ended === 0)
      throw new Fault('data-unavailable', `no values of ${platform} have moved: cohort drift`)
    say(
      `${String(ended)} alarm(s) of ${platform} ended, signed by ${review.name}, ${review.role}. Its charts begin anew.`,
    )
  })
}

/** `cohort looked-at`: a person signs for what an alarm of a device and method was found to be. */
export const define: Define = (command, terminal) =>
  command
    .requiredOption('--key <key>', 'device and method, as cohort drift prints it')
    .requiredOption('--signed-off-by <name>', 'who has looked')
    .requiredOption('--role <role>', 'role of who has looked')
    .requiredOption('--finding <text>', 'what was found, such as the phantom measured again')
    .option('--service <id>', 'one service (default: all whose model is anchored)')
    .action((options: LookedAtOptions) => run(terminal, options))
