import { BOARD_PLACEHOLDERS } from '../hook/cards/board-placeholders.ts'
import { misusesOf } from '../hook/cards/placeholders.ts'
import { toTemplate } from '../hook/cards/template.ts'
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
import { toEntries } from './discovery-entries.ts'
import { type Folder, textsByLanguage } from './folder.ts'
import { toReadings } from './load-predictors.ts'
import { addMisuses, parseTemplate } from './load-template.ts'
import { observationSearch, type Panels } from './prefetch-templates.ts'
import type { Problems } from './problems.ts'
import type { SiteRules } from './load-sites.ts'
import type { ValueSets } from './terminology-folder.ts'

const FILE = 'board.json'

/** What a board is made from beside its own folder. */
export interface BoardSurroundings {
  /** All services of all folders, of the hooks that the site offers and of the others. */
  readonly services: readonly CdsService[]
  readonly scores: readonly PublishedScoreFile[]
  readonly valueSets: ValueSets
  readonly sites: SiteRules
  readonly site: { readonly hooks: readonly HookName[]; readonly panels: Panels }
  readonly language: string
}

function loadTexts(folder: Folder): BoardTexts | undefined {
  const messages = folder.readJson('messages.json', boardMessagesSchema)
  if (messages === undefined) return undefined
  const load = (file: string, text: string, isPlain: boolean) => {
    const parse = () => toTemplate(text, { isPlain })
    const place = { file, at: [] }
    const template = parseTemplate(parse, folder.problems, place)
    if (template !== undefined)
      addMisuses(misusesOf(template, BOARD_PLACEHOLDERS), folder.problems, place)
    return template
  }
  const computed = load('messages.json', messages.summaries.computed, true)
  const none = load('messages.json', messages.summaries.none, true)
  const detail = load('card.md', folder.readText('card.md'), false)
  return computed && none && detail
    ? { ...messages, summaries: { computed, none }, detail }
    : undefined
}

/** The scores that a board names, in its order. */
function namedScores(
  { scores }: BoardFile,
  all: readonly PublishedScoreFile[],
  problems: Problems,
) {
  return scores.flatMap((id, i) => {
    const found = all.find(({ score }) => score.definition.id === id)
    if (found === undefined) problems.add(FILE, ['scores', i], `${id} is no score`)
    return found === undefined ? [] : [found]
  })
}

/** Prefetch keys that are the base's have the base's templates: a client that calls both asks once. */
function toPrefetch(
  { prefetch }: BoardFile,
  board: BoardDefinition,
  base: CdsService,
  { panels }: BoardSurroundings['site'],
) {
  const shared = prefetch.shared.map((key) => [key, base.entry.prefetch[key] ?? ''])
  const own = Object.entries(prefetch.own).map(([key, { count }]) => [
    key,
    observationSearch(board.readings, key, { count, panels }),
  ])
  return Object.fromEntries([...shared, ...own]) as Readonly<Record<string, string>>
}

function toBoard(
  file: BoardFile,
  folder: Folder,
  base: CdsService,
  surroundings: BoardSurroundings,
): BoardDefinition {
  const { definition } = base
  const { problems } = folder
  const own = folder.readJson('predictors.json', boardReadingsSchema)
  const shared = definition.inputs.auxiliaries.filter(({ prefetchKey }) =>
    file.prefetch.shared.includes(prefetchKey),
  )
  const scores = namedScores(file, surroundings.scores, problems)
  const added = toReadings(own?.auxiliaries ?? [], surroundings, problems)
  const readings = [...shared, ...added]
  const translations = textsByLanguage(folder, loadTexts)
  const baseKeys = Object.keys(base.entry.prefetch)
  const baseRules = definition.applicability.map(({ id }) => id)
  checkBoard({ file, baseKeys, baseRules, readings, scores, translations }, problems)
  return {
    id: file.id,
    base: definition,
    readings,
    exclusions: definition.applicability.filter(({ id }) => file.exclusions.includes(id)),
    scores: scores.map(({ score }) => score),
    alwaysOnCard: file.alwaysOnCard,
    topic: file.topic,
    language: surroundings.language,
    translations,
  }
}

/** The services of a board from its folder; none when it cannot be read. */
function loadBoard(folder: Folder, surroundings: BoardSurroundings): readonly BoardService[] {
  const { name, problems } = folder
  const file = folder.readJson(FILE, boardSchema)
  if (file === undefined) return []
  if (file.id !== name) problems.add(FILE, ['id'], `must equal the folder name ${name}`)
  const { services, site } = surroundings
  const base = services.find(({ definition }) => definition.id === file.base)
  if (base === undefined) problems.add(FILE, ['base'], `${file.base} is no service`)
  if (base === undefined) return []
  const board = toBoard(file, folder, base, surroundings)
  const prefetch = toPrefetch(file, board, base, surroundings.site)
  return file.services
    .filter(({ hook }) => site.hooks.includes(hook))
    .map((written) => ({
      ...toEntries(written, prefetch),
      board,
      onlyIfRegistered: file.offered === 'on-request',
      givesWayTo: services
        .filter(
          (service) =>
            service.entry.hook === written.hook && file.givesWayTo.includes(service.definition.id),
        )
        .map((service) => service.entry.id),
    }))
}

/** Every board of `cds-services` that can be read. */
export const readBoards = (
  root: Folder,
  surroundings: BoardSurroundings,
): readonly BoardService[] =>
  root
    .folder('boards')
    .folders()
    .flatMap((folder) => loadBoard(folder, surroundings))
