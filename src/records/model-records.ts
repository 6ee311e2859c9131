import { digestOf } from '../base/digest.ts'
import { SOFTWARE_VERSION } from '../base/version.ts'
import type { Catalog } from '../catalog/load-catalog.ts'
import type { BoardDefinition } from '../hook/board.ts'
import type { CallableService } from '../hook/callable-service.ts'
import type { Service } from '../hook/service.ts'
import { type StoredScore, toStoredScore } from './recorded-scores.ts'
import type { ModelRecord } from './guidance-record.ts'
import type { RecordOrigin } from './recorded-answer-making.ts'
import { toServiceJson, toBoardJson } from '../hook/service-json.ts'
import type { RiskModelDefinition } from '../clinical/models/definition.ts'

/** The key of a model among those that are kept with the records. */
export const modelHash = (model: RiskModelDefinition): string => digestOf(JSON.stringify(model))

const kept = (what: { readonly id: string; readonly version: string }, definition: string) => ({
  hash: digestOf(definition),
  id: what.id,
  version: what.version,
  definition,
})

/** A model as it is kept, so that what it said can be computed again. */
export const toModelRecord = ({ model }: Service): ModelRecord =>
  kept(model.definition, JSON.stringify(model.definition))

/** A score as it is kept, so that what it said can be computed again. */
export const toScoreRecord = (score: StoredScore): ModelRecord =>
  kept(score.definition, JSON.stringify(toStoredScore(score)))

/** What records can be of: the services of a catalog. */
export type Recorded = Pick<Catalog, 'definitions' | 'boards'>

/** The boards, each once however many hooks it listens to. */
const boardsOf = ({ boards }: Recorded): readonly BoardDefinition[] => [
  ...new Map(boards.map(({ board }) => [board.id, board])).values(),
]

/** Every model and score by which records are computed, each once. */
export function modelRecords(recorded: Recorded): readonly ModelRecord[] {
  const scores = boardsOf(recorded).flatMap((board) => board.scores.map(toScoreRecord))
  const all = [...recorded.definitions.map(toModelRecord), ...scores]
  return [...new Map(all.map((model) => [model.hash, model])).values()]
}

const toOrigin = (definition: Service): RecordOrigin => ({
  softwareVersion: SOFTWARE_VERSION,
  configHash: digestOf(JSON.stringify(toServiceJson(definition))),
  modelHash: modelHash(definition.model.definition),
})

function toBoardOrigin(board: BoardDefinition): RecordOrigin {
  const hashes = board.scores.map(toScoreRecord).map(({ id, hash }) => [id, hash] as const)
  return {
    softwareVersion: SOFTWARE_VERSION,
    configHash: digestOf(JSON.stringify([toServiceJson(board.base), toBoardJson(board)])),
    modelHash: digestOf(hashes.map(([, digest]) => digest).join(' ')),
    scoreHashes: new Map(hashes),
  }
}

/** By what the records of each service are computed, worked out once. */
export function toOrigins(recorded: Recorded): (service: CallableService) => RecordOrigin {
  const ofModels = recorded.definitions.map(
    (definition) => [definition.id, toOrigin(definition)] as const,
  )
  const ofBoards = boardsOf(recorded).map((board) => [board.id, toBoardOrigin(board)] as const)
  const origins = new Map<string, RecordOrigin>([...ofModels, ...ofBoards])
  // A definition in another language is the same one.
  return (service) =>
    'board' in service
      ? (origins.get(service.board.id) ?? toBoardOrigin(service.board))
      : (origins.get(service.definition.id) ?? toOrigin(service.definition))
}
