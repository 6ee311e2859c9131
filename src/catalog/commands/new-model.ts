import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { readSettings } from '../../base/config/read-settings.ts'
import { Fault } from '../../base/fault.ts'
import type { Define } from '../../base/terminal/lazy-commands.ts'
import type { Terminal } from '../../base/terminal/terminal.ts'
import { addDays, type Instant, toIsoDate } from '../../base/time.ts'
import { CATALOG_FOLDER } from '../shipped.ts'
import { TEMPLATES_FOLDER } from '../shipped-files.ts'
import { addPredictors, type JsonFiles, type NewPredictor } from './new-predictors.ts'
import { toLookup } from '../../base/lookup.ts'

interface NewModelOptions {
  readonly kind: string
  readonly title: string
  readonly titleZh: string
  readonly predictor: readonly NewPredictor[]
  readonly ordersOf?: string
  readonly folder?: string
}

const refuse = (why: string) => new Fault('malformed-request', why)

/** `id:kind:unit`; the unit of a finding is left out. */
function toPredictor(text: string): NewPredictor {
  const [id = '', kind = '', ...unit] = text.split(':')
  if (!/^[a-z][A-Za-z0-9]*$/.test(id))
    throw refuse(`--predictor ${text}: a name in camelCase comes first, as plateletCount`)
  if (!['quantity', 'ratio', 'finding'].includes(kind))
    throw refuse(`--predictor ${text}: the kind is quantity, ratio or finding`)
  if ((kind === 'finding') !== (unit.join(':') === ''))
    throw refuse(`--predictor ${text}: quantity and ratio have a UCUM unit, a finding has none`)
  return { id, kind, unit: unit.join(':') }
}

const collect = (text: string, before: readonly NewPredictor[]) => [...before, toPredictor(text)]

/** Files below a folder by path from it. */
function filesBelow(folder: string): Readonly<Record<string, string>> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
  return Object.fromEntries(
    entries.map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]),
  )
}

/** The models whose orders a new one may share. */
const modelsWithOrders = (models: string) =>
  (existsSync(models) ? readdirSync(models) : []).filter((name) =>
    existsSync(join(models, name, 'orders.json')),
  )

function ordersFrom(models: string, named: string | undefined): string {
  const names = modelsWithOrders(models)
  const name = named ?? names[0]
  if (name === undefined || !names.includes(name))
    throw refuse(`--orders-of: there is ${names.join(', ') || 'no service'} to take orders from`)
  return join(models, name, 'orders.json')
}

function templatesOf(kind: string): Readonly<Record<string, string>> {
  const kinds = readdirSync(TEMPLATES_FOLDER)
  if (!kinds.includes(kind)) throw refuse(`--kind: there is ${kinds.join(', ')}`)
  return filesBelow(join(TEMPLATES_FOLDER, kind))
}

/** The files of a new service folder, with `TODO` wherever only a person can know. */
export function filesOfNewModel(
  name: string,
  { title, titleZh, predictor }: Pick<NewModelOptions, 'title' | 'titleZh' | 'predictor'>,
  template: Readonly<Record<string, string>>,
  now: Instant,
): Readonly<Record<string, string>> {
  const words = toLookup<string>({
    NAME: name,
    TITLE_EN: title,
    TITLE_ZH: titleZh,
    TODAY: toIsoDate(now),
    NEXT_YEAR: toIsoDate(addDays(now, 365)),
  })
  const fill = (text: string) =>
    text.replace(/%([A-Z_]+)%/g, (token, word: string) => words[word] ?? token)
  const filled = Object.entries(template).map(([path, text]) => [path, fill(text)] as const)
  const json: JsonFiles = Object.fromEntries(
    filled
      .filter(([path]) => path.endsWith('.json'))
      .map(([path, text]) => [path, JSON.parse(text) as unknown]),
  )
  return Object.fromEntries([
    ...filled.filter(([path]) => !path.endsWith('.json')),
    ...Object.entries(addPredictors(json, predictor)).map(
      ([path, value]) => [path, `${JSON.stringify(value, null, 2)}\n`] as const,
    ),
  ])
}

function scaffold(folder: string, name: string, options: NewModelOptions, now: Instant): string {
  const models = join(folder, 'models')
  const target = join(models, name)
  if (!/^[a-z][a-z0-9-]*$/.test(name))
    throw refuse('the name is in small letters, digits and hyphens')
  if (existsSync(target)) throw refuse(`${target} is already there`)
  if (options.predictor.length === 0) throw refuse('--predictor: at least one is needed')
  const orders = ordersFrom(models, options.ordersOf)
  const files = filesOfNewModel(name, options, templatesOf(options.kind), now)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(target, path)), { recursive: true })
    writeFileSync(join(target, path), text)
  }
  cpSync(orders, join(target, 'orders.json'))
  return target
}

function run({ say, environment, clock }: Terminal, name: string, options: NewModelOptions): void {
  const folder =
    options.folder === undefined
      ? (readSettings(['servicesFolder'], environment).servicesFolder ?? CATALOG_FOLDER)
      : resolve(options.folder)
  const target = scaffold(folder, name, options, clock.now())
  say(`made ${target}\nnow: npx tace-cds check-services, and docs/adding-a-model.md`)
}

/** `new-model`: a service folder in which only what a person must know is left open. */
export const define: Define = (command, terminal) =>
  command
    .argument('<name>', 'name of the folder, as lok-index')
    .requiredOption('--title <text>', 'what the model is called on a card')
    .requiredOption('--title-zh <text>', 'the same in Chinese')
    .option('--kind <kind>', 'kind of model', 'logistic')
    .option(
      '--predictor <id:kind:unit>',
      'quantity or ratio with its UCUM unit, or finding; again for each',
      collect,
      [],
    )
    .option(
      '--orders-of <service>',
      'service whose orders and diagnosis call this one too; by default the first',
    )
    .option(
      '--folder <folder>',
      'folder of services; by default the one that the service would start with',
    )
    .action((name: string, options: NewModelOptions) => run(terminal, name, options))
