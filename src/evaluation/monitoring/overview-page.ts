import { element, section, table } from '../drawing/html.ts'
import type { Overview } from './overview.ts'

const TITLES: Readonly<Record<keyof Overview, string>> = {
  settings: 'Configuration as it is understood',
  clients: 'Clients',
  services: 'Services',
  models: 'Models',
  health: 'Health',
  alarms: 'Monitored figures of the last whole month',
  inputs: 'What answers went without, since the start',
  refusals: 'Last refusals',
}

const STYLE =
  'body{font:1rem/1.5 system-ui,sans-serif;margin:0 auto;max-width:70rem;padding:1rem}table{border-collapse:collapse}th,td{border:1px solid #767680;padding:.2rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}'

/** The operator's page: one table for each list. */
export function overviewHtml(overview: Overview): string {
  const order = [
    'health',
    'refusals',
    'inputs',
    'models',
    'alarms',
    'clients',
    'services',
    'settings',
  ] as const
  const sections = order.map((part) => {
    const rows = overview[part]
    const columns = Object.keys(rows[0] ?? {})
    const cells = rows.map((row) => columns.map((column) => row[column] ?? ''))
    return section(TITLES[part], table(TITLES[part], columns, cells) ?? element('p', 'Nothing.'))
  })
  const body = element('main', element('h1', 'The operator’s page'), ...sections)
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Operator</title><style>${STYLE}</style></head>
<body>${body.html}</body></html>
`
}
