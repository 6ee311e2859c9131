import { randomUUID } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { examinePatient } from '../../src/hook/doctor/examine-patient.ts'
import { openExamination } from '../../src/hook/doctor/open-examination.ts'
import type { Examination } from '../../src/hook/doctor/examine.ts'
import { repositoryPath } from './paths.ts'
import type { TestService } from './service.ts'
import { frozenClock } from './clock.ts'

const PREDICTORS = ['cnlcStageIIIa', 'nlr', 'capsuleIncomplete', 'dStar', 'adc'] as const

function readingOf({ assessment }: Examination, id: string): string {
  const inputs = assessment !== undefined && 'inputs' in assessment ? assessment.inputs : {}
  const reading = inputs[id]
  if (reading?.kind === 'found') return String(reading.value.number)
  if (reading === undefined) return '–'
  return 'why' in reading ? reading.why : reading.kind
}

/** What the doctor finds for every synthetic patient, as a Markdown table. */
export async function doctorTable(service: TestService): Promise<string> {
  const rows: string[] = []
  for (const patientId of readdirSync(repositoryPath('fixtures/patients'))) {
    const fhirServer = `${service.publicUrl}/sandbox/fhir`
    const who = { fhirServer, patientId, order: undefined, accessToken: undefined }
    const request = { ...who, language: 'en' }
    const { services } = service.catalog
    const surroundings = { clock: frozenClock, newUuid: randomUUID }
    const found = await examinePatient(request, openExamination(services, surroundings))
    const cells = PREDICTORS.map((id) => readingOf(found, id))
    rows.push(`| ${[patientId, ...cells, found.assessment?.kind ?? 'no order'].join(' | ')} |`)
  }
  const head = `| patient | ${PREDICTORS.join(' | ')} | assessment |`
  return [head, `|${'---|'.repeat(PREDICTORS.length + 2)}`, ...rows].join('\n')
}

const BEGIN = '<!-- doctor -->'
const END = '<!-- /doctor -->'

/** A text with the table between its marks replaced. */
export function withTable(text: string, table: string): string {
  const [before = '', rest = ''] = text.split(BEGIN)
  const [, after = ''] = rest.split(END)
  return `${before}${BEGIN}\n\n${table}\n\n${END}${after}`
}
