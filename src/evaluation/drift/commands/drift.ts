import type { Define } from '../../../base/terminal/lazy-commands.ts'
import type { Terminal } from '../../../base/terminal/terminal.ts'
import { textTable } from '../../../base/terminal/text-table.ts'
import { onRecords } from '../../monitoring/commands/on-records.ts'
import type { PlatformChart } from '../platform-charts.ts'
import { readCharts } from '../watch-drift.ts'
import { watchedModels } from './watched-models.ts'

const HEAD = ['device and method', 'of', 'patients', 'up', 'down', 'limit', 'moved']

function rowOf({ platform, predictor, patients, sums, limit, alarm }: PlatformChart) {
  const sum = (value: number) => value.toFixed(1)
  const moved = alarm === undefined ? '' : `${alarm.direction}, ${alarm.at.slice(0, 10)}`
  return [
    ...[platform, predictor, String(patients)],
    ...[sum(sums.up), sum(sums.down), sum(limit), moved],
  ]
}

async function run(terminal: Terminal, service: string | undefined, json: boolean) {
  const { say, environment } = terminal
  await onRecords(terminal, async ({ drift }) => {
    for (const watched of await watchedModels(environment, service)) {
      const charts = await readCharts(watched, drift)
      if (json) say(JSON.stringify({ service: watched.service, charts }))
      else say(`${watched.service}\n${textTable(HEAD, charts.map(rowOf))}`)
    }
  })
}

/** `cohort drift`: how far the values of each anchored device and method have moved. */
export const define: Define = (command, terminal) =>
  command
    .option('--service <id>', 'one service (default: all whose model is anchored)')
    .option('--json', 'as JSON, a line a service')
    .action(({ service, json = false }: { readonly service?: string; readonly json?: boolean }) =>
      run(terminal, service, json),
    )
