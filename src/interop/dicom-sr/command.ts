import { readFileSync, writeFileSync } from 'node:fs'
import { InvalidArgumentError } from 'commander'
import type { Define } from '../../base/terminal/lazy-commands.ts'
import type { Terminal } from '../../base/terminal/terminal.ts'
import { rebase } from '../../base/canonical.ts'
import { readSettings } from '../../base/config/read-settings.ts'
import { SR_MAP_FILE } from '../../catalog/shipped-files.ts'
import { toOid } from './data-types.ts'
import { describeOutcome } from './describe-import.ts'
import { importReports, type SrImport } from './import-reports.ts'
import { sendImport } from './send-import.ts'
import { parseSrMap } from './sr-map.ts'

const FHIR_ID = /^[A-Za-z0-9.-]{1,64}$/

/** FHIR R4, 2.24.0.1: id. */
function toFhirId(text: string): string {
  if (!FHIR_ID.test(text)) throw new InvalidArgumentError('It is no FHIR id.')
  return text
}

/** `UID=ID`: a tracking UID and the BodyStructure that it is. */
function addLesion(text: string, sofar: ReadonlyMap<string, string> = new Map()) {
  const [uid, id = '', ...others] = text.split('=')
  const oid = toOid(uid)
  if (oid === undefined || !FHIR_ID.test(id) || others.length > 0)
    throw new InvalidArgumentError('It is no UID=ID of a tracking UID and a BodyStructure.')
  return new Map([...sofar, [oid, id]])
}

function toHttpUrl(text: string): string {
  if (!/^https?:$/.test(URL.parse(text)?.protocol ?? ''))
    throw new InvalidArgumentError('It is no http or https URL.')
  return text
}

interface ImportSrOptions {
  readonly patient?: string
  readonly out?: string
  readonly acceptUnverified?: boolean
  readonly acceptUnstatedStatistic?: boolean
  readonly lesion?: ReadonlyMap<string, string>
  readonly fhir?: string
  readonly tokenFile?: string
  readonly otherNumber?: boolean
}

/** A lesion that is in no report was a slip: the one that is meant would be written anew. */
function findUnused({ lesions }: SrImport, named: ReadonlyMap<string, string>) {
  return [...named.keys()].filter((uid) => !lesions.has(uid))
}

/** One that cannot be read is told like one that is damaged: the others are not stopped by it. */
function bytesOf(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path)
  } catch {
    return undefined
  }
}

function read(
  paths: readonly string[],
  options: ImportSrOptions,
  { environment }: Terminal,
): SrImport {
  const { patient, acceptUnverified = false, acceptUnstatedStatistic = false, lesion } = options
  const files = paths.map((path) => ({ name: path, bytes: bytesOf(path) }))
  const bodyStructures = lesion ?? new Map<string, string>()
  const how = { patientId: patient, acceptUnverified, acceptUnstatedStatistic, bodyStructures }
  const { canonicalBase } = readSettings(['canonicalBase'], environment)
  const srMap = rebase(readFileSync(SR_MAP_FILE, 'utf8'), canonicalBase)
  return importReports(files, how, parseSrMap(JSON.parse(srMap)))
}

/** Where the Bundle goes: to a server, a file, or the standard output. */
async function write(
  { bundle, patientNumber }: SrImport & { readonly bundle: NonNullable<SrImport['bundle']> },
  { patient, out, fhir, tokenFile, lesion, otherNumber = false }: ImportSrOptions,
  { say, complain }: Terminal,
): Promise<void> {
  const json = JSON.stringify(bundle, null, 2)
  if (out !== undefined) writeFileSync(out, `${json}\n`)
  else if (fhir === undefined) say(json)
  if (fhir === undefined || patient === undefined) return
  const { created, others } = await sendImport(bundle, {
    url: fhir,
    accessToken: tokenFile === undefined ? undefined : readFileSync(tokenFile, 'utf8').trim(),
    patientId: patient,
    patientNumber: otherNumber ? undefined : patientNumber,
    bodyStructures: [...new Set(lesion?.values())],
  })
  complain(`sent: ${String(created)} resource(s) created, ${String(others)} there or replaced`)
}

async function run(
  terminal: Terminal,
  paths: readonly string[],
  options: ImportSrOptions,
): Promise<void> {
  const { complain, endWith } = terminal
  const { fhir, patient, lesion = new Map<string, string>() } = options
  if (fhir !== undefined && patient === undefined) throw new Error('--fhir needs --patient')
  const imported = read(paths, options, terminal)
  for (const line of imported.outcomes.flatMap(describeOutcome)) complain(line)
  const unused = findUnused(imported, lesion)
  for (const uid of unused) complain(`no lesion that was taken is tracked as ${uid}`)
  const { bundle } = imported
  if (bundle === undefined || unused.length > 0) {
    complain('nothing was imported')
    endWith(1)
    return
  }
  await write({ ...imported, bundle }, options, terminal)
}

/** `import-sr`: DICOM SR measurement reports in, a FHIR transaction out. */
export const define: Define = (command, terminal) =>
  command
    .argument('<file...>', 'DICOM files, or Bundles by the DICOM SR guide; all of one patient')
    .option(
      '--patient <id>',
      "FHIR id of the patient; else the hospital's number is named",
      toFhirId,
    )
    .option('--out <file>', 'where to write the Bundle; else standard output')
    .option('--fhir <url>', 'base URL of a FHIR server to send it to', toHttpUrl)
    .option('--token-file <file>', 'file with an access token for that server')
    .option(
      '--other-number',
      "the patient is the same, though the server does not know the reports' number",
    )
    .option(
      '--lesion <uid=id>',
      'the lesion of this tracking UID is the BodyStructure of this id; may be repeated',
      addLesion,
    )
    .option('--accept-unverified', 'complete reports are final though nobody has verified them')
    .option(
      '--accept-unstated-statistic',
      'a value without a statistic is the mean: for software that writes no other',
    )
    .action((paths: readonly string[], options: ImportSrOptions) => run(terminal, paths, options))
