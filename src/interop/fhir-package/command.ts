import { writeFileSync } from 'node:fs'
import { readSettings } from '../../base/config/read-settings.ts'
import type { Define } from '../../base/terminal/lazy-commands.ts'
import type { Terminal } from '../../base/terminal/terminal.ts'
import { readCatalog } from '../../catalog/read-catalog.ts'
import { toFhirPackage } from './to-package.ts'

interface FhirPackageOptions {
  readonly out: string
}

/** Where the service is when nobody says it: in an example. */
const SOMEWHERE = 'https://cds.example'

async function run({ environment, say }: Terminal, { out }: FhirPackageOptions): Promise<void> {
  const catalog = await readCatalog(environment)
  const { canonicalBase, publicUrl = SOMEWHERE } = readSettings(
    ['canonicalBase', 'publicUrl'],
    environment,
  )
  writeFileSync(out, toFhirPackage({ catalog, canonicalBase, serviceUrl: publicUrl }))
  say(`wrote ${out}, canonical base ${canonicalBase}`)
}

/** `fhir-package`: what a FHIR server or an EHR needs to know of the services, in one file. */
export const define: Define = (command, terminal) =>
  command
    .option('--out <file>', 'the package to write', 'package.tgz')
    .action((options: FhirPackageOptions) => run(terminal, options))
