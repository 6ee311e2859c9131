import { readFileSync } from 'node:fs'
import { InvalidArgumentError } from 'commander'
import type { Define } from '../../base/terminal/lazy-commands.ts'
import type { Terminal } from '../../base/terminal/terminal.ts'
import { rebase } from '../../base/canonical.ts'
import { readSettings } from '../../base/config/read-settings.ts'
import { SR_MAP_FILE } from '../../catalog/shipped-files.ts'
import {
  isFhirId,
  serverOf,
  type TargetOptions,
  tellSent,
  withTargetOptions,
  writeBundle,
} from '../fhir-import/commands/target-options.ts'
import { toOid } from './data-types.ts'
import { describeOutcome } from './describe-import.ts'
import { importReports, type SrImport } from './import-reports.ts'
import { sendImport } from './send-import.ts'
import { parseSrMap } from './sr-map.ts'

/** `UID=ID`: a tracking UID and the BodyStructure that it is. */
function addLesion(text: string, sofar: ReadonlyMap<string, string> = new Map()) {
  const [uid, id = '', ...others] = text.split('=')
  const oid = toOid(uid)
  if (oid === undefined || !isFhirId(id) || others.length > 0)
    throw new InvalidArgumentError('It is no UID=ID of a tracking UID and a BodyStructure.')
  return new Map([...sofar, [oid, id]])
}

interface ImportSrOptions extends TargetOptions {
  readonly acceptUnverified?: boolean
  readonly acceptUnstatedStatistic?: boolean
  readonly lesion?: ReadonlyMap<string, string>
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
  options: ImportSrOptions,
  terminal: Terminal,
): Promise<void> {
  const { patient, out, lesion, otherNumber = false } = options
  const server = serverOf(options)
  if (out !== undefined) writeBundle(out, bundle)
  else if (server === undefined) terminal.say(JSON.stringify(bundle, null, 2))
  if (server === undefined || patient === undefined) return
  const sent = await sendImport(bundle, {
    ...server,
    patientId: patient,
    patientNumber: otherNumber ? undefined : patientNumber,
    bodyStructures: [...new Set(lesion?.values())],
  })
  tellSent(sent, terminal)
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
  withTargetOptions(command, "the hospital's number is named")
    .argument('<file...>', 'DICOM files, or Bundles by the DICOM SR guide; all of one patient')
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
