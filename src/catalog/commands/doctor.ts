import { InvalidArgumentError, Option } from 'commander'
import { readSettings } from '../../base/config/read-settings.ts'
import { type Instant, toInstant } from '../../base/time.ts'
import type { Define } from '../../base/terminal/lazy-commands.ts'
import type { Terminal } from '../../base/terminal/terminal.ts'
import { tokenIn } from '../../base/token-file.ts'
import { describeExamination } from '../../hook/doctor/doctor-report.ts'
import { DOCTOR_TEXTS } from '../../hook/doctor/doctor-texts.ts'
import { examinePatient } from '../../hook/doctor/examine-patient.ts'
import { inLanguage } from '../../hook/service.ts'
import { readCatalog } from '../read-catalog.ts'

interface DoctorOptions {
  readonly fhir?: string
  readonly patient?: string
  readonly patients?: string
  readonly bulk?: string
  readonly most: number
  readonly asOf?: Instant
  readonly tokenFile?: string
  readonly order?: string
  readonly json?: boolean
  readonly language?: string
}

const languageOf = ({ language }: DoctorOptions, { environment }: Terminal) =>
  language ?? readSettings(['language'], environment).language

/** What speaks FHIR is loaded only when it is to speak. */
async function openWith(terminal: Terminal) {
  const { openExamination } = await import('../../hook/doctor/open-examination.ts')
  return openExamination((await readCatalog(terminal.environment)).services, terminal)
}

async function examineOne(
  terminal: Terminal,
  options: DoctorOptions,
  of: { readonly fhir: string; readonly patient: string },
): Promise<void> {
  const language = languageOf(options, terminal)
  const opened = await openWith(terminal)
  const service = inLanguage(opened.service, language)
  const request = {
    fhirServer: of.fhir,
    patientId: of.patient,
    order: options.order,
    accessToken: tokenIn(options.tokenFile),
    language,
  }
  const examination = await examinePatient(request, { ...opened, service })
  terminal.say(
    options.json === true
      ? JSON.stringify(examination, null, 2)
      : describeExamination(examination, service, language),
  )
}

/** The patients of a file or of an export, and where their records are. */
async function whomOf({ patients, bulk, most }: DoctorOptions) {
  if (bulk === undefined) {
    const { readPatientIds } = await import('../../hook/doctor/survey/survey-patients.ts')
    return { patientIds: readPatientIds(patients ?? '').slice(0, most) }
  }
  const { readBulkRecords } = await import('../../hook/doctor/survey/bulk-patient-data.ts')
  return readBulkRecords(bulk, most)
}

async function examineMany(terminal: Terminal, options: DoctorOptions): Promise<void> {
  const { fhir } = options
  const language = languageOf(options, terminal)
  const [{ surveyPatients }, { describeSurvey, describeUnreadLines }, { toSitePiece }] =
    await Promise.all([
      import('../../hook/doctor/survey/survey-patients.ts'),
      import('../../hook/doctor/survey/survey-report.ts'),
      import('../../hook/doctor/survey/site-piece.ts'),
    ])
  const whom = await whomOf(options)
  if ('unreadLines' in whom && whom.unreadLines > 0)
    terminal.complain(describeUnreadLines(whom.unreadLines, language))
  const opened = await openWith(terminal)
  const service = inLanguage(opened.service, language)
  try {
    const survey = await surveyPatients(service, {
      patientData: opened.ports.patientData,
      ...whom,
      fhirServer: options.bulk === undefined ? fhir : undefined,
      accessToken: tokenIn(options.tokenFile),
      now: options.asOf ?? terminal.clock.now(),
    })
    const sitePiece = toSitePiece(survey.unmapped)
    terminal.say(
      options.json === true
        ? JSON.stringify({ ...survey, sitePiece }, null, 2)
        : describeSurvey(survey, service, language),
    )
  } finally {
    await opened.close()
  }
}

async function run(terminal: Terminal, options: DoctorOptions): Promise<void> {
  const { fhir, patient, patients, bulk } = options
  if ([patient, patients, bulk].filter((whom) => whom !== undefined).length !== 1)
    throw new Error('name one of --patient, --patients and --bulk')
  if (bulk === undefined && fhir === undefined) throw new Error('--fhir is missing')
  if (patient === undefined || fhir === undefined) await examineMany(terminal, options)
  else await examineOne(terminal, options, { fhir, patient })
}

function toMost(text: string): number {
  const most = Number(text)
  if (!Number.isInteger(most) || most < 1) throw new InvalidArgumentError('must be a whole number')
  return most
}

function toInstantOfDay(text: string): Instant {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T12:00:00Z`) : NaN
  if (Number.isNaN(ms)) throw new InvalidArgumentError('must be a date: YYYY-MM-DD')
  return toInstant(ms)
}

/** `doctor`: why a card says what it says, on a site's own server; or what many records give. */
export const define: Define = (command, terminal) =>
  command
    .option('--fhir <url>', 'base URL of the FHIR server')
    .option('--patient <id>', 'id of the Patient')
    .option('--patients <file>', 'ids of many, one a line: what their records give together')
    .option('--bulk <folder>', 'the same of a Bulk Data export')
    .addOption(
      new Option('--most <n>', 'of many patients, the most').default(200).argParser(toMost),
    )
    .addOption(
      new Option('--as-of <date>', 'of many patients: the day of the order, else today').argParser(
        toInstantOfDay,
      ),
    )
    .option('--token-file <file>', 'file with an access token')
    .option('--order <reference>', 'ServiceRequest/id of an order; else a draft order is made up')
    .addOption(
      new Option(
        '--language <tag>',
        'language of the tables and of the card; else CARD_LANGUAGE',
      ).choices(Object.keys(DOCTOR_TEXTS)),
    )
    .option('--json', 'print JSON with codes instead of tables')
    .action((options: DoctorOptions) => run(terminal, options))
