import { element, section, table } from '../drawing/html.ts'
import type { AdminLanguage } from '../../server/http/admin-route.ts'
import type { Overview } from './overview.ts'
import { OVERVIEW_WORDS } from './overview-words.ts'

const STYLE =
  'body{font:1rem/1.5 system-ui,sans-serif;margin:0 auto;max-width:70rem;padding:1rem}table{border-collapse:collapse}th,td{border:1px solid #767680;padding:.2rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}'

/** The operator's page: one table for each list. */
export function overviewHtml(overview: Overview, language: AdminLanguage): string {
  const { heading, nothing, titles, columns: heads } = OVERVIEW_WORDS[language]
  const order = [
    'health',
    'refusals',
    'inputs',
    'models',
    'drift',
    'proposals',
    'alarms',
    'clients',
    'services',
    'settings',
  ] as const
  const sections = order.map((part) => {
    const rows = overview[part]
    const columns = Object.keys(rows[0] ?? {})
    const cells = rows.map((row) => columns.map((column) => row[column] ?? ''))
    const named = columns.map((column) => heads[column] ?? column)
    return section(titles[part], table(titles[part], named, cells) ?? element('p', nothing))
  })
  const body = element('main', element('h1', heading), ...sections)
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${heading}</title><style>${STYLE}</style></head>
<body>${body.html}</body></html>
`
}
