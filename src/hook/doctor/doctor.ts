import { type Command, Option } from 'commander'
import { serviceSpeaking } from '../service.ts'
import { describeExamination } from './doctor-report.ts'
import { DOCTOR_TEXTS } from './doctor-texts.ts'
import { examinePatient, type ExaminationPorts } from './examine-patient.ts'

/** What the command needs from outside. */
export interface DoctorPorts {
  readonly open: () => ExaminationPorts
  readonly readText: (path: string) => string
  readonly say: (text: string) => void
  /** The language when none is named. */
  readonly language: string
}

interface DoctorOptions {
  readonly fhir: string
  readonly patient: string
  readonly tokenFile?: string
  readonly order?: string
  readonly json?: boolean
  readonly language: string
}

async function examine({ open, readText, say }: DoctorPorts, options: DoctorOptions) {
  const { fhir, patient, tokenFile, order, json, language } = options
  const accessToken = tokenFile === undefined ? undefined : readText(tokenFile).trim()
  const request = { fhirServer: fhir, patientId: patient, order, accessToken, language }
  const opened = open()
  const { entry, definition } = opened.service
  const service = { entry, definition: serviceSpeaking(definition, language) }
  const examination = await examinePatient(request, { ...opened, service })
  say(
    json === true
      ? JSON.stringify(examination, null, 2)
      : describeExamination(examination, service, language),
  )
}

/** Adds `doctor`: why a card says what it says, on a site's own server. */
export function addDoctor(program: Command, ports: DoctorPorts): void {
  program
    .command('doctor')
    .description(
      "tell for one patient of a site's FHIR server what was asked, used and not used, and why",
    )
    .requiredOption('--fhir <url>', 'base URL of the FHIR server')
    .requiredOption('--patient <id>', 'id of the Patient')
    .option('--token-file <file>', 'file with an access token')
    .option('--order <reference>', 'ServiceRequest/id of an order; else a draft order is made up')
    .addOption(
      new Option('--language <tag>', 'language of the tables and of the card')
        .choices(Object.keys(DOCTOR_TEXTS))
        .default(ports.language),
    )
    .option('--json', 'print JSON with codes instead of tables')
    .action((options: DoctorOptions) => examine(ports, options))
}
