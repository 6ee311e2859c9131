import { BOARD_PLACEHOLDERS } from '../hook/cards/board-placeholders.ts'
import { misusesOf } from '../hook/cards/placeholders.ts'
import { type Template, toTemplate } from '../hook/cards/template.ts'
import type { HookName } from '../hook/protocol/hooks.ts'
import type { PublishedScoreFile } from './published-score-file.ts'
import type { BoardDefinition, BoardService, BoardTexts } from '../hook/board.ts'
import type { CdsService } from '../hook/service.ts'
import {
  type BoardFile,
  boardMessagesSchema,
  boardReadingsSchema,
  boardSchema,
} from './board-schemas.ts'
import { checkBoard } from './check-board.ts'
import { BOARD_FILE, foldersByKind } from './folder-kinds.ts'
import type { Folder } from './folder.ts'
import { checked } from './load-cards.ts'
import { loadScore } from './load-score.ts'
import { toReadings } from './load-predictors.ts'
import { observationSearch } from './prefetch-templates.ts'
import type { Problems } from './problems.ts'
import type { ValueSets } from './terminology-folder.ts'

/** What a board is made from beside its own folder. */
export interface BoardSurroundings {
  /** All services of all folders, of the hooks that the site offers and of the others. */
  readonly services: readonly CdsService[]
  readonly scores: readonly PublishedScoreFile[]
  readonly valueSets: ValueSets
  readonly site: { readonly hooks: readonly HookName[] }
  readonly language: string
}

function loadTexts(folder: Folder, problems: Problems): Readonly<Record<string, BoardTexts>> {
  const languages = folder.folder('text').folders()
  const loaded = languages.flatMap((language): [string, BoardTexts][] => {
    const path = `text/${language}`
    const json = folder.readJson(`${path}/messages.json`, problems)
    const texts = problems.parse(`${path}/messages.json`, boardMessagesSchema, json)
    if (texts === undefined) return []
    const read = (file: string, source: string, isPlain: boolean) => {
      const make = () => toTemplate(source, { isPlain })
      const misuses = (template: Template) => misusesOf(template, BOARD_PLACEHOLDERS)
      return checked(`${path}/${file}`, make, misuses, { problems, at: [] })
    }
    const computed = read('messages.json', texts.summaries.computed, true)
    const none = read('messages.json', texts.summaries.none, true)
    const detail = read('card.md', folder.readText(`${path}/card.md`, problems), false)
    return computed && none && detail
      ? [[language, { ...texts, summaries: { computed, none }, detail }]]
      : []
  })
  return Object.fromEntries(loaded)
}

/** The scores that a board names, in its order. */
function namedScores(
  { scores }: BoardFile,
  all: readonly PublishedScoreFile[],
  problems: Problems,
) {
  return scores.flatMap((id, i) => {
    const found = all.find(({ score }) => score.definition.id === id)
    if (found === undefined) problems.add(BOARD_FILE, ['scores', i], `${id} is no score`)
    return found === undefined ? [] : [found]
  })
}

/** Prefetch keys that are the base's have the base's templates: a client that calls both asks once. */
function toPrefetch({ prefetch }: BoardFile, board: BoardDefinition, base: CdsService) {
  const shared = prefetch.shared.map((key) => [key, base.entry.prefetch[key] ?? ''])
  const own = Object.entries(prefetch.own).map(([key, { count }]) => [
    key,
    observationSearch(board.readings, key, count),
  ])
  return Object.fromEntries([...shared, ...own]) as Readonly<Record<string, string>>
}

function toBoard(
  file: BoardFile,
  folder: Folder,
  base: CdsService,
  { surroundings, problems }: { surroundings: BoardSurroundings; problems: Problems },
): BoardDefinition {
  const { definition } = base
  const own = problems.parse(
    'predictors.json',
    boardReadingsSchema,
    folder.readJson('predictors.json', problems),
  )
  const shared = definition.inputs.auxiliaries.filter(({ prefetchKey }) =>
    file.prefetch.shared.includes(prefetchKey),
  )
  const scores = namedScores(file, surroundings.scores, problems)
  const added = toReadings(own?.auxiliaries ?? [], surroundings.valueSets, problems)
  const readings = [...shared, ...added]
  const translations = loadTexts(folder, problems)
  const baseKeys = Object.keys(base.entry.prefetch)
  const baseRules = definition.applicability.map(({ id }) => id)
  checkBoard({ file, baseKeys, baseRules, readings, scores, translations }, problems)
  return {
    id: file.id,
    base: definition,
    readings,
    exclusions: definition.applicability.filter(({ id }) => file.exclusions.includes(id)),
    scores: scores.map(({ score }) => score),
    topic: file.topic,
    language: surroundings.language,
    translations,
  }
}

/** The services of a board from its folder; none when it cannot be read. */
export function loadBoard(
  name: string,
  folder: Folder,
  surroundings: BoardSurroundings,
  problems: Problems,
): readonly BoardService[] {
  const file = problems.parse(BOARD_FILE, boardSchema, folder.readJson(BOARD_FILE, problems))
  if (file === undefined) return []
  if (file.id !== name) problems.add(BOARD_FILE, ['id'], `must equal the folder name ${name}`)
  const { services, site } = surroundings
  const base = services.find(({ definition }) => definition.id === file.base)
  if (base === undefined) problems.add(BOARD_FILE, ['base'], `${file.base} is no service`)
  if (base === undefined) return []
  const board = toBoard(file, folder, base, { surroundings, problems })
  const prefetch = toPrefetch(file, board, base)
  return file.services
    .filter(({ hook }) => site.hooks.includes(hook))
    .map((entry) => ({
      entry: { ...entry, prefetch },
      board,
      onlyIfRegistered: file.offered === 'on-request',
      givesWayTo: services
        .filter(
          (one) => one.entry.hook === entry.hook && file.givesWayTo.includes(one.definition.id),
        )
        .map((one) => one.entry.id),
    }))
}

/** Every score of the services' folder; what is wrong with them is in `problems`. */
export function readScores(root: Folder, problems: Problems): readonly PublishedScoreFile[] {
  return foldersByKind(root).scores.flatMap(
    (name) => loadScore(name, root.folder(name), problems.in(name)) ?? [],
  )
}

/** Every board of the services' folder; what is wrong with them is in `problems`. */
export function readBoards(
  root: Folder,
  surroundings: BoardSurroundings,
  problems: Problems,
): readonly BoardService[] {
  return foldersByKind(root).boards.flatMap((name) =>
    loadBoard(name, root.folder(name), surroundings, problems.in(name)),
  )
}
