import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { readCatalogConfig } from '../../../base/config/catalog-config.ts'
import type { Define } from '../../../base/terminal/lazy-commands.ts'
import type { Terminal } from '../../../base/terminal/terminal.ts'
import { withFaultsTold } from '../../../base/terminal/with-faults-told.ts'
import { loadUnsolvedModelFile } from '../../../catalog/load-risk-model.ts'
import { CATALOG_FOLDER } from '../../../catalog/shipped.ts'
import { versionsFile } from '../versions-file.ts'

/** The folders of the models below a folder of services. */
function modelFolders(servicesFolder: string): readonly string[] {
  const models = join(servicesFolder, 'models')
  return readdirSync(models)
    .map((name) => join(models, name))
    .filter((folder) => existsSync(join(folder, 'risk-model.json')))
}

const readOrNothing = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined)

/** Writes the versions of every model that has any, and tells of how many they changed. */
export function keepVersions(servicesFolder: string, isCheck: boolean): string {
  const made = modelFolders(servicesFolder).flatMap((folder) => {
    const text = versionsFile(loadUnsolvedModelFile(join(folder, 'risk-model.json')))
    return text === undefined ? [] : [{ path: join(folder, 'versions.json'), text }]
  })
  const stale = made.filter(({ path, text }) => readOrNothing(path) !== text)
  if (isCheck && stale.length > 0)
    throw new Error(`stale, run npx tace-cds versions: ${stale.map(({ path }) => path).join(', ')}`)
  if (!isCheck) for (const { path, text } of stale) writeFileSync(path, text)
  return `versions of ${String(made.length)} models, ${String(stale.length)} changed`
}

async function run({ say, environment }: Terminal, folder: string | undefined, isCheck: boolean) {
  const { servicesFolder } = readCatalogConfig(environment)
  say(keepVersions(resolve(folder ?? servicesFolder ?? CATALOG_FOLDER), isCheck))
  return Promise.resolve()
}

/** `versions [folder]`: solves the intercepts of every model's versions, and writes them down. */
export const define: Define = (command, terminal) =>
  command
    .argument('[folder]', 'folder of services; by default the one that the service starts with')
    .option('--check', 'write nothing; fail when a file is not what would be written')
    .action((folder: string | undefined, { check = false }: { readonly check?: boolean }) =>
      withFaultsTold(terminal, () => run(terminal, folder, check)),
    )
