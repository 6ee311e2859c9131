import type { Command } from 'commander'
import type { Examination, ExaminedInput } from '../guidance/index.ts'
import { examinePatient, type ExaminationPorts } from './examine-patient.ts'

/** What the command needs from outside. */
export interface DoctorPorts {
  readonly open: () => ExaminationPorts
  readonly readText: (path: string) => string
  readonly say: (text: string) => void
}

interface DoctorOptions {
  readonly fhir: string
  readonly patient: string
  readonly tokenFile?: string
  readonly order?: string
  readonly json?: boolean
}

const MAX_CELL = 60

function cell(text: string): string {
  const line = text.replace(/\s+/g, ' ')
  return line.length > MAX_CELL ? `${line.slice(0, MAX_CELL - 1)}…` : line
}

/** Rows under a head, in columns as wide as their widest cell. */
export function toTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [head, ...rows].map((row) => row.map(cell))
  const widths = head.map((_, i) => Math.max(...cells.map((row) => row[i]?.length ?? 0)))
  const lines = cells.map((row) =>
    row
      .map((text, i) => text.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  const [first = '', ...rest] = lines
  return [first, widths.map((width) => '-'.repeat(width)).join('  '), ...rest].join('\n')
}

function section(title: string, body: string): string {
  return `${title}\n${'='.repeat(title.length)}\n${body}\n`
}

const orNone = (rows: readonly (readonly string[])[], head: readonly string[]) =>
  rows.length === 0 ? '(none)' : toTable(head, rows)

function verdictOf({ assessment }: Examination, { id }: ExaminedInput): string {
  const inputs = assessment !== undefined && 'inputs' in assessment ? assessment.inputs : {}
  const reading = inputs[id]
  if (reading === undefined) return 'not reached'
  if (reading.kind === 'found') return `used: ${String(reading.value.number)}`
  return 'why' in reading ? `${reading.kind}: ${reading.why}` : reading.kind
}

function inputRows(examination: Examination, isPredictor: boolean) {
  return examination.inputs
    .filter((input) => input.isPredictor === isPredictor)
    .flatMap((input) => {
      const { id, considered } = input
      const head = isPredictor ? verdictOf(examination, input) : ''
      const none = [[id, head, '(nothing under its codes)', '', '', '']]
      const rows = considered.map(({ code, from, verdict }, i) => [
        i === 0 ? id : '',
        i === 0 ? head : '',
        verdict,
        from.asSent,
        from.written?.slice(0, 16) ?? 'no date',
        `${from.reference} (${code})`,
      ])
      return rows.length === 0 ? none : rows
    })
}

const INPUT_HEAD = ['input', 'result', 'looked at', 'as sent', 'date', 'where']

/** An examination as people read it. */
export function describeExamination(examination: Examination): string {
  const { asked, orders, lookalikes, card, assessment } = examination
  const because = assessment?.kind === 'not-applicable' ? assessment.because.join(', ') : ''
  return [
    section(
      'What was asked, and what came',
      toTable(
        ['key', 'came', 'search'],
        Object.entries(asked).map(([key, { came, template }]) => [key, came, template]),
      ),
    ),
    section(
      'Orders that concern the service',
      orNone(
        orders.map(({ reference, verdict }) => [reference, verdict]),
        ['order', 'verdict'],
      ),
    ),
    section('Predictors', orNone(inputRows(examination, true), INPUT_HEAD)),
    section('What others are derived from', orNone(inputRows(examination, false), INPUT_HEAD)),
    section(
      'Codes of the record that look like an input and are not mapped',
      orNone(
        lookalikes.map(({ input, code, name, count }) => [input, code, name, String(count)]),
        ['might be', 'code', 'name', 'times'],
      ),
    ),
    section(
      'Answer',
      `${assessment?.kind ?? 'no order'} ${because}\n${card?.summary ?? 'no card'}`,
    ),
  ].join('\n')
}

/** Adds `doctor`: why a card says what it says, on a site's own server. */
export function addDoctor(program: Command, { open, readText, say }: DoctorPorts): void {
  program
    .command('doctor')
    .description(
      "tell for one patient of a site's FHIR server what was asked, used and not used, and why",
    )
    .requiredOption('--fhir <url>', 'base URL of the FHIR server')
    .requiredOption('--patient <id>', 'id of the Patient')
    .option('--token-file <file>', 'file with an access token')
    .option('--order <reference>', 'ServiceRequest/id of an order; else a draft order is made up')
    .option('--json', 'print JSON instead of tables')
    .action(async ({ fhir, patient, tokenFile, order, json }: DoctorOptions) => {
      const accessToken = tokenFile === undefined ? undefined : readText(tokenFile).trim()
      const request = { fhirServer: fhir, patientId: patient, order, accessToken }
      const examination = await examinePatient(request, open())
      say(json === true ? JSON.stringify(examination, null, 2) : describeExamination(examination))
    })
}
