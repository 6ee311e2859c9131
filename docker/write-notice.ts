/**
 * Writes NOTICE: what is in a release that others wrote, and what their licences ask to be said.
 * Usage: node docker/write-notice.ts RELEASE
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

interface Locked {
  readonly version?: string
  readonly license?: string
}

interface NoticedPackage {
  readonly name: string
  readonly version: string
  readonly license: string
  /** The licence and notices that come with it. */
  readonly texts: readonly string[]
}

/** Of this project alone is what is under LICENSE. */
const HEAD = `TACE Resistance CDS

It is made with the packages below, which are in node_modules, or in the pages of dist. Each is
followed by the licence and notices that came with it.

This product includes all or a portion of the UCUM table, UCUM codes, and UCUM definitions or is
derived from it, subject to a license from Regenstrief Institute, Inc. and The UCUM Organization
(https://ucum.org/license). This material contains content from LOINC (http://loinc.org). LOINC is
copyright Regenstrief Institute, Inc. and the Logical Observation Identifiers Names and Codes (LOINC)
Committee and is available at no cost under the license at http://loinc.org/license. LOINC is a
registered United States trademark of Regenstrief Institute, Inc.
`

const IS_TEXT = /^(?:licen[cs]e|copying|notice|copyright)/i

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'))

function toNoticed(
  release: string,
  path: string,
  { version = '', license }: Locked,
): NoticedPackage {
  const folder = join(release, path)
  const own = readJson(join(folder, 'package.json')) as { readonly license?: unknown }
  const said = license ?? own.license
  const texts = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && IS_TEXT.test(entry.name))
    .map(({ name }) => readFileSync(join(folder, name), 'utf8').trim())
  return {
    name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
    version,
    license: typeof said === 'string' ? said : 'see its files',
    texts,
  }
}

/** The packages that a folder of a release has, by its lock file. */
export function packagesOf(release: string): readonly NoticedPackage[] {
  const { packages } = readJson(join(release, 'node_modules/.package-lock.json')) as {
    readonly packages: Readonly<Record<string, Locked>>
  }
  return Object.entries(packages)
    .map(([path, locked]) => toNoticed(release, path, locked))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

const RULE = '-'.repeat(80)

/** The text of NOTICE. */
export function toNotice(packages: readonly NoticedPackage[]): string {
  const parts = packages.map(({ name, version, license, texts }) =>
    [RULE, `${name} ${version} (${license})`, ...texts].join('\n\n'),
  )
  return `${[HEAD.trimEnd(), ...parts].join('\n\n')}\n`
}

const [, script, release] = process.argv
if (script === fileURLToPath(import.meta.url)) {
  if (release === undefined) throw new Error('usage: node docker/write-notice.ts RELEASE')
  writeFileSync(join(release, 'NOTICE'), toNotice(packagesOf(release)))
}
