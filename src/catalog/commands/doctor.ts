import { readFileSync } from 'node:fs'
import { Option } from 'commander'
import { readSettings } from '../../base/config/read-settings.ts'
import type { Define } from '../../base/terminal/lazy-commands.ts'
import type { Terminal } from '../../base/terminal/terminal.ts'
import { describeExamination } from '../../hook/doctor/doctor-report.ts'
import { DOCTOR_TEXTS } from '../../hook/doctor/doctor-texts.ts'
import { examinePatient } from '../../hook/doctor/examine-patient.ts'
import { serviceSpeaking } from '../../hook/service.ts'
import { readCatalog } from '../read-catalog.ts'

interface DoctorOptions {
  readonly fhir: string
  readonly patient: string
  readonly tokenFile?: string
  readonly order?: string
  readonly json?: boolean
  readonly language?: string
}

async function run(terminal: Terminal, options: DoctorOptions): Promise<void> {
  const { fhir, patient, tokenFile, order, json } = options
  const { environment } = terminal
  const { language = readSettings(['language'], environment).language } = options
  const accessToken = tokenFile === undefined ? undefined : readFileSync(tokenFile, 'utf8').trim()
  // What speaks FHIR is loaded only when it is to speak.
  const { openExamination } = await import('../../hook/doctor/open-examination.ts')
  const opened = openExamination((await readCatalog(environment)).services, terminal)
  const { entry, definition } = opened.service
  const service = { entry, definition: serviceSpeaking(definition, language) }
  const request = { fhirServer: fhir, patientId: patient, order, accessToken, language }
  const examination = await examinePatient(request, { ...opened, service })
  terminal.say(
    json === true
      ? JSON.stringify(examination, null, 2)
      : describeExamination(examination, service, language),
  )
}

/** `doctor`: why a card says what it says, on a site's own server. */
export const define: Define = (command, terminal) =>
  command
    .requiredOption('--fhir <url>', 'base URL of the FHIR server')
    .requiredOption('--patient <id>', 'id of the Patient')
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
