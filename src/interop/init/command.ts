import { existsSync } from 'node:fs'
import type { Define } from '../../base/terminal/lazy-commands.ts'
import type { Terminal } from '../../base/terminal/terminal.ts'
import { loadShippedCatalog } from '../../catalog/shipped.ts'
import { readBulkRecords } from '../../hook/doctor/survey/bulk-patient-data.ts'
import { openExamination } from '../../hook/doctor/open-examination.ts'
import type { Survey } from '../../hook/doctor/survey/survey.ts'
import { describeSurvey } from '../../hook/doctor/survey/survey-report.ts'
import { readPatientIds, surveyPatients } from '../../hook/doctor/survey/survey-patients.ts'
import type { CdsService } from '../../hook/service.ts'
import { type Asking, openAsking } from './asking.ts'
import { chooseCodes } from './choose-codes.ts'
import { chooseAccess, type GetToken, tryToken } from './fhir-access.ts'
import type { InitOptions, InitParts } from './options.ts'
import { pathsIn, readObject, writeSiteFolder } from './site-folder.ts'
import { tryCall } from './try-call.ts'

interface Whom {
  readonly fhir: string | undefined
  readonly patientIds: readonly string[]
  readonly getToken: GetToken
}

const NO_TOKEN: GetToken = () => Promise.resolve(undefined)

async function askWhom(terminal: Terminal, options: InitOptions, asking: Asking): Promise<Whom> {
  if (options.bulk !== undefined) return { fhir: options.fhir, patientIds: [], getToken: NO_TOKEN }
  const fhir = options.fhir ?? (await asking.ask('Base URL of the FHIR server?', '--fhir'))
  const getToken = await chooseAccess(fhir, options, asking, terminal)
  const given =
    options.patients ??
    (await asking.ask('Ids of some 20 patients, with blanks between, or a file?', '--patients'))
  const patientIds = existsSync(given) ? readPatientIds(given) : given.split(/[\s,]+/)
  return { fhir, patientIds: patientIds.filter((id) => id !== ''), getToken }
}

/** What the records give with the site file as it is now. */
async function survey(
  terminal: Terminal,
  options: InitOptions,
  whom: Whom,
): Promise<{ readonly found: Survey; readonly service: CdsService }> {
  const [firstId] = whom.patientIds
  const accessToken = await whom.getToken()
  if (accessToken !== undefined && whom.fhir !== undefined && firstId !== undefined)
    await tryToken(whom.fhir, firstId, accessToken)
  const site = readObject(pathsIn(options.folder).site)
  const { services } = loadShippedCatalog({ site, language: 'en' })
  const opened = openExamination(services, terminal)
  try {
    const bulk = options.bulk === undefined ? undefined : await readBulkRecords(options.bulk, 200)
    const found = await surveyPatients(opened.service, {
      patientIds: bulk?.patientIds ?? whom.patientIds,
      patientData: bulk?.patientData ?? opened.ports.patientData,
      fhirServer: bulk === undefined ? whom.fhir : undefined,
      accessToken,
      now: terminal.clock.now(),
    })
    terminal.say(describeSurvey(found, opened.service, 'en'))
    return { found, service: opened.service }
  } finally {
    await opened.close()
  }
}

/** What nobody but the hospital can do. */
function whatIsLeft({ folder }: InitOptions, found: Survey): readonly string[] {
  const { config, clients, publicKeys } = pathsIn(folder)
  const missing = Object.entries(found.inputs).filter(([, counts]) => counts['found'] === undefined)
  const open = found.unmapped.map(({ code, name }) => `${code} "${name}"`)
  return [
    'What is left to do:',
    `  start it: CONFIG_FILE=${config} npm start`,
    `  give PUBLIC_URL in ${config}: the https URL by which the EHR reaches it`,
    `  put the EHR's own keys into ${clients}: "jwksUrl" in place of "jwksFile"; until then hand out ${publicKeys} only to try`,
    ...missing.map(
      ([id]) => `  no patient had ${id}: give its codes in the site file, or enter it`,
    ),
    ...(open.length === 0
      ? []
      : [`  codes that were not mapped before this run: ${open.join(', ')}`]),
  ]
}

async function run(terminal: Terminal, options: InitOptions, parts: InitParts): Promise<void> {
  const { say } = terminal
  const asking = openAsking(terminal)
  try {
    const whom = await askWhom(terminal, options, asking)
    const { found, service } = await survey(terminal, options, whom)
    const accepted = await chooseCodes(found.unmapped, options, asking)
    const iss = options.issuer ?? `urn:tace-cds:client:${options.client}`
    const mayBePrivate = options.mayBePrivate === true
    const client = { id: options.client, iss, fhirServer: whom.fhir, mayBePrivate }
    const written = writeSiteFolder(options.folder, accepted, client)
    for (const [path, done] of Object.entries(written)) say(`${done}: ${path}`)
    const environment = { ...terminal.environment, CONFIG_FILE: pathsIn(options.folder).config }
    say('')
    await parts.checkConfig({ ...terminal, environment })
    const [patientId] = whom.patientIds
    if (options.call && whom.fhir !== undefined && patientId !== undefined)
      await tryCall({ ...terminal, environment }, parts, {
        fhir: whom.fhir,
        patientId,
        // Hours may lie between the first question and the last: a token of minutes is got anew.
        accessToken: await whom.getToken(),
        iss,
        options,
        service,
      })
    for (const line of ['', ...whatIsLeft(options, found)]) say(line)
  } finally {
    asking.close()
  }
}

const collect = (value: string, before: readonly string[]) => [...before, value]

/** `init`: the files of a site, from what its records hold. */
export const defineInit =
  (parts: InitParts): Define =>
  (command, terminal) =>
    command
      .option('--folder <folder>', 'where the files are written, or added to', 'site')
      .option('--fhir <url>', 'base URL of the FHIR server; asked for when missing')
      .option('--token-file <file>', 'file with an access token for it')
      .option('--client-id <id>', 'its client id there: SMART Backend Services get the token')
      .option('--credential <file>', 'private key (PEM, JWK) or secret of that client id')
      .option('--patients <ids>', 'ids of some 20 patients, separated by commas, or a file of them')
      .option('--bulk <folder>', 'a Bulk Data export in place of patients of the server')
      .option('--client <id>', 'the name of the client in the registry', 'ehr')
      .option('--issuer <iss>', 'the iss of its tokens')
      .option('--may-be-private', 'the FHIR server has a private address')
      .option(
        '--accept <code>',
        'a code, code=value-set, or all that are clear; repeatable; asked otherwise',
        collect,
        [],
      )
      .option(
        '--unit <code=unit>',
        'the unit of values that come without one, in UCUM; repeatable',
        collect,
        [],
      )
      .option('--no-call', 'make no call at the end')
      .action((options: InitOptions) => run(terminal, options, parts))
