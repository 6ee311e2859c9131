import type { Setting } from './setting.ts'
import { GROUPS, SETTINGS } from './settings.ts'
import { namesOf } from './sources.ts'

/** Every name that may be set in the environment or in the configuration file. */
export const settingNames = (): readonly string[] => namesOf(SETTINGS)

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

/** A default as an operator would write it. */
function written(value: unknown): string {
  if (Array.isArray(value)) return value.map(String).join(' ')
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)
}

function defaultOf({ schema, otherwise }: Setting): string {
  if (otherwise !== undefined) return otherwise
  const { data } = schema.safeParse(undefined)
  return data === undefined ? 'none' : `\`${written(data)}\``
}

function exampleOf({ variable, example, schema, isSecret }: Setting): string {
  if (isSecret === true) return `\`${variable}_FILE=/run/secrets/${variable.toLowerCase()}\``
  const shown = example ?? written(schema.safeParse(undefined).data ?? '')
  return `\`${variable}=${shown}\``
}

function toRow(setting: Setting): string {
  const { variable, about, unit = '', reload, isSecret } = setting
  const name = `\`${variable}\`${isSecret === true ? ` or \`${variable}_FILE\`` : ''}`
  const again = reload === undefined ? 'restart' : `SIGHUP: ${reload}`
  const cells = [name, about, defaultOf(setting), unit, exampleOf(setting), again]
  return `| ${cells.map(cell).join(' | ')} |`
}

const HEAD = `# Configuration

Generated from the settings themselves by \`npm run config:docs\`; do not edit.

A setting comes from an environment variable, or from the JSON object in the file that \`CONFIG_FILE\` names, by the same name:
\`{ "PORT": 8080, "AUTH_MODE": "required" }\`. The environment wins. An empty value counts as not set. A name in the file that is no
setting is refused; a variable of the environment that looks like a setting and is none is a warning in the log.

A secret may stand in a file of its own, which \`<NAME>_FILE\` names; white space around it does not count.

\`npx tace-cds check-config\` (with \`--no-sandbox\`, as the service is started) names every mistake at once, also those in the files
that the settings name, and ends with 1. "Restart" in the last column: read once, when the service starts. "SIGHUP": what \`kill -HUP\`
reads again; a file with a mistake changes nothing then, and is a line in the log.
`

/** The table of all settings, as Markdown. */
export function describeSettings(): string {
  const groups = Object.entries(GROUPS).map(([title, settings]) => {
    const rows = Object.values<Setting>(settings).filter(({ isInternal }) => isInternal !== true)
    return [
      `## ${title}`,
      '',
      '<!-- prettier-ignore -->',
      '| setting | meaning | default | unit | example | takes effect |',
      '| --- | --- | --- | --- | --- | --- |',
      ...rows.map(toRow),
      '',
    ].join('\n')
  })
  return [HEAD, ...groups].join('\n')
}
