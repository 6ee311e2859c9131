import { readFile } from 'node:fs/promises'
import { InvalidArgumentError } from 'commander'
import { type ExportSource, listExport } from '../../../base/formats/bulk-export.ts'
import { hashOf } from '../../../base/formats/partitions.ts'
import { TO_STREAM } from '../../../base/formats/table/write-table.ts'
import { Fault } from '../../../base/fault.ts'
import type { Terminal } from '../../../base/terminal/terminal.ts'
import type { BoardService } from '../../../hook/board.ts'
import type { CdsService } from '../../../hook/service.ts'
import type { ReportLanguage } from '../../drawing/report-language.ts'
import type { Catalog } from '../../../catalog/load-catalog.ts'
import type { ExtractionPart } from '../extraction-document.ts'

export interface ExtractOptions {
  readonly language?: ReportLanguage
  readonly bulk?: string
  readonly shard?: Shard
  readonly types?: readonly string[]
  readonly fhir?: string
  readonly tokenFile?: string
  readonly patients?: string
  readonly scores?: true
  readonly outcomes?: string
  readonly outcomeDefinition?: string
  readonly pseudonymKeyFile?: string
  readonly workDir?: string
  readonly json?: string
  readonly html?: string
  /** First and last day of the first treatments that have a row, `YYYY-MM-DD`. */
  readonly period?: { readonly from: string; readonly to: string }
}

/** One of several equal parts of the patients, numbered from 0 as an indexed job numbers its pods. */
export interface Shard {
  readonly index: number
  readonly of: number
}

/** `3/8`, the fourth of eight. */
export function shardOption(text: string): Shard {
  const [, index, of] = /^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? []
  const shard = { index: Number(index), of: Number(of) }
  if (!(shard.index < shard.of))
    throw new InvalidArgumentError('a number from 0 on of several, as 3/8')
  return shard
}

export const typesOption = (text: string): readonly string[] =>
  text
    .split(',')
    .map((type) => type.trim())
    .filter((type) => type !== '')

const malformed = (text: string) => new Fault('malformed-request', text)

/**
 * What the options ask for, as far as one must not stand without another.
 *
 * @throws {Fault} Which says what is missing.
 */
export function checkOptions({ bulk, fhir, shard, types }: ExtractOptions): void {
  if ((bulk === undefined) === (fhir === undefined)) throw malformed('give either --bulk or --fhir')
  if (shard !== undefined && (bulk === undefined || bulk === TO_STREAM))
    throw malformed('--shard takes its part of a folder: give --bulk FOLDER')
  if (types !== undefined && bulk !== TO_STREAM)
    throw malformed('--types tells of what --bulk - is a part')
}

/** Which part of the patients it is. */
export function partOf({ bulk, shard }: ExtractOptions): ExtractionPart | undefined {
  if (shard !== undefined) return { kind: 'shard', ...shard }
  return bulk === TO_STREAM ? { kind: 'partition' } : undefined
}

/** Whether a patient is of a shard; of the whole without one. Another hash orders within it. */
export function toIsOurs(shard: Shard | undefined): (patientId: string) => boolean {
  if (shard === undefined) return () => true
  return (patientId) => hashOf(`shard ${patientId}`) % shard.of === shard.index
}

export const sourcesOf = (
  bulk: string,
  { input }: Pick<Terminal, 'input'>,
): Promise<readonly ExportSource[]> =>
  bulk === TO_STREAM ? Promise.resolve([{ name: TO_STREAM, stream: input() }]) : listExport(bulk)

/**
 * The service whose patients are extracted: the one that signs orders.
 *
 * @throws {Fault} When there is none.
 */
export function extractedService({ services }: Catalog): CdsService {
  const service = services.find(({ entry }) => entry.hook === 'order-sign')
  if (service === undefined) throw malformed('no service listens to order-sign')
  return service
}

/**
 * The board that shows scores on the orders of a service.
 *
 * @throws {Fault} When there is none.
 */
export function boardOf({ boards }: Catalog, service: string): BoardService {
  const found = boards.find(({ board }) => board.base.id === service)
  if (found === undefined) throw malformed('no board of scores belongs to the service')
  return found
}

/** The ids in a file, one a line. */
export const readPatientList = async (path: string): Promise<readonly string[]> =>
  (await readFile(path, 'utf8'))
    .split(/\r?\n/)
    .map((line) => line.trim().replace(/^Patient\//, ''))
    .filter((line) => line !== '')
