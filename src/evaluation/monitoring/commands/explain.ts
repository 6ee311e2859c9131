import {
  type AssessmentRecord,
  type BoardRecord,
  isBoardRecord,
} from '../../../records/guidance-record.ts'
import { countsFor, type FeedbackRecord } from '../../../records/feedback.ts'
import type { RecordReader } from '../../../records/guidance-records.ts'
import { modelHash } from '../../../records/model-records.ts'
import { Fault } from '../../../base/fault.ts'
import type { Define } from '../../../base/terminal/lazy-commands.ts'
import type { Terminal } from '../../../base/terminal/terminal.ts'
import { loadRiskModelFile } from '../../../catalog/load-risk-model.ts'
import { readCatalog } from '../../../catalog/read-catalog.ts'
import type { MonitoringReference } from '../monitoring-reference.ts'
import { toReferences } from '../references.ts'
import { type Recomputation, recompute } from '../recompute.ts'
import type { RiskModelDefinition } from '../../../clinical/models/definition.ts'
import { toRiskModel } from '../../../clinical/models/estimate.ts'
import { describeBoardExplanation, explainBoard, isBoardSound } from './explain-board.ts'
import {
  feedbackTable,
  headLines,
  named,
  readingTable,
  saidLines,
  text,
  titled,
} from './record-texts.ts'
import { textTable } from '../../../base/terminal/text-table.ts'
import { onRecords } from './on-records.ts'

/** By which model a record was computed again, or why it was not. */
export type Explained =
  | { readonly kind: 'computed'; readonly by: string; readonly recomputation: Recomputation }
  | { readonly kind: 'refused'; readonly why: string }

/** A record with what came of computing it again, and what the clinician answered. */
export interface Explanation {
  readonly record: AssessmentRecord
  readonly feedback: readonly FeedbackRecord[]
  readonly explained: Explained
}

interface FoundModel {
  readonly model: RiskModelDefinition
  readonly by: string
}

async function keptModel(
  { model: { hash } }: AssessmentRecord,
  reader: RecordReader,
): Promise<FoundModel | undefined> {
  const kept = await reader.findModel(hash)
  if (kept === undefined) return undefined
  const model = JSON.parse(kept.definition) as RiskModelDefinition
  if (modelHash(model) === hash) return { model, by: 'the model that was kept with the records' }
  throw new Fault('malformed-request', 'the model that was kept is not the one that was recorded')
}

/** The model of the record: the file that is named, else the kept one, else an installed one. */
async function findModel(
  record: AssessmentRecord,
  reader: RecordReader,
  installed: readonly MonitoringReference[],
  file: string | undefined,
): Promise<FoundModel | undefined> {
  if (file !== undefined) return { model: loadRiskModelFile(file), by: 'the file that was named' }
  const kept = await keptModel(record, reader)
  if (kept !== undefined) return kept
  const same = installed.find(({ model }) => modelHash(model) === record.model.hash)
  return same && { model: same.model, by: 'the installed model' }
}

/** A model that is not to the letter the one of the record proves nothing, for or against it. */
function explain(
  record: AssessmentRecord,
  found: FoundModel | undefined,
  installed: readonly MonitoringReference[],
): Explained {
  if (found === undefined) {
    const names = installed.map(({ model }) => named(model)).join(', ')
    const why = `computed by ${named(record.model)}, which is not kept; installed is ${names}. Give its file by --model.`
    return { kind: 'refused', why }
  }
  if (modelHash(found.model) !== record.model.hash) {
    const isNamed = named(found.model) === named(record.model)
    const why = isNamed
      ? `${found.by} is called ${named(found.model)} as well, and says something else than the model of the record.`
      : `computed by ${named(record.model)}; ${found.by} is ${named(found.model)}.`
    return { kind: 'refused', why }
  }
  const recomputation = recompute(record, toRiskModel(found.model))
  return { kind: 'computed', by: found.by, recomputation }
}

function verdictText(explained: Explained): string {
  if (explained.kind === 'refused') return `NOT COMPUTED AGAIN: ${explained.why}`
  const { by, recomputation } = explained
  const of = `computed again by ${by}`
  if (recomputation.verdict === 'no-figure') return 'NO FIGURE: none was computed for this order'
  return recomputation.verdict === 'identical'
    ? `IDENTICAL, every figure to the last bit: ${of}`
    : `DIFFERENT: ${of}`
}

function figureTable(explained: Explained): string {
  if (explained.kind === 'refused') return ''
  const rows = explained.recomputation.figures.map(({ figure, recorded, computed, isSame }) => [
    figure,
    text(recorded),
    text(computed),
    isSame ? 'same' : 'DIFFERS',
  ])
  return rows.length === 0 ? '' : textTable(['figure', 'recorded', 'computed again', ''], rows)
}

function challengerText(challenger: AssessmentRecord['challenger']): string | undefined {
  if (challenger === undefined) return undefined
  const { model, estimate } = challenger
  return `challenger ${named(model)}, never shown: risk ${text(estimate.predictedRisk)}, ${estimate.category ?? 'no category'}`
}

/** An explanation as people read it. */
export function describeExplanation({ record, feedback, explained }: Explanation): string {
  const { model, readings } = record
  return [
    ...headLines(
      record,
      `model ${named(model)} (${model.calibration}, ${model.hash.slice(0, 12)})`,
    ),
    ...saidLines(record, challengerText(record.challenger)),
    ...titled('Readings', readings.length === 0 ? '' : readingTable(readings)),
    ...titled('Figures', figureTable(explained)),
    '',
    verdictText(explained),
    ...titled('Feedback', feedback.length === 0 ? '(none)' : feedbackTable(feedback)),
  ].join('\n')
}

/** Whether the record stands: a figure that cannot be reproduced is a failure of the command. */
const isSound = (explained: Explained) =>
  explained.kind === 'computed' && explained.recomputation.verdict !== 'different'

/** What the command prints, and whether the record stands. */
interface Answer {
  readonly explanation: object
  readonly text: string
  readonly isSound: boolean
}

async function explainAssessment(
  record: AssessmentRecord,
  reader: RecordReader,
  installed: readonly MonitoringReference[],
  file: string | undefined,
): Promise<Answer> {
  const found = await findModel(record, reader, installed, file)
  const explained = explain(record, found, installed)
  const feedback = (await reader.feedbackOf(record.id)).filter(countsFor(record))
  const explanation = { record, feedback, explained }
  return {
    explanation,
    text: describeExplanation(explanation),
    isSound: isSound(explained),
  }
}

async function explainScores(
  record: BoardRecord,
  reader: RecordReader,
  file: string | undefined,
): Promise<Answer> {
  if (file !== undefined)
    throw new Fault('malformed-request', '--model: a board has scores, and no risk model')
  const explanation = await explainBoard(record, reader)
  return {
    explanation,
    text: describeBoardExplanation(explanation),
    isSound: isBoardSound(explanation),
  }
}

interface ExplainOptions {
  readonly model?: string
  readonly json?: boolean
}

async function run(terminal: Terminal, uuid: string, options: ExplainOptions): Promise<void> {
  const { say, endWith, environment } = terminal
  const { model: file, json } = options
  const installed = toReferences(await readCatalog(environment))
  await onRecords(terminal, async (reader) => {
    const record = await reader.find(uuid.toLowerCase().replace(/^urn:uuid:/, ''))
    if (record === undefined)
      throw new Fault('malformed-request', 'there is no record of that card')
    const answer = isBoardRecord(record)
      ? await explainScores(record, reader, file)
      : await explainAssessment(record, reader, installed, file)
    say(json === true ? JSON.stringify(answer.explanation, null, 2) : answer.text)
    if (!answer.isSound) endWith(1)
  })
}

/** `explain`: a card computed again from its record. */
export const define: Define = (command, terminal) =>
  command
    .argument('<uuid>', "the card's uuid")
    .option('--model <file>', 'the risk-model.json that the card was computed by')
    .option('--json', 'print JSON')
    .action((uuid: string, options: ExplainOptions) => run(terminal, uuid, options))
