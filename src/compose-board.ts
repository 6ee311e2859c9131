import type { Catalog } from './catalog/index.ts'
import type { HookRequest } from './cds-hooks/index.ts'
import type { Config } from './config/index.ts'
import {
  boardInLanguage,
  type CallableService,
  type ClientSettings,
  giveBoard,
  giveGuidance,
  type Guidance,
  type GuidancePorts,
  inLanguage,
} from './guidance/index.ts'
import type { ServedModelCard } from './http/index.ts'
import { chooseLanguage } from './kernel/index.ts'
import { boardCardJson, boardCardMarkdown, type Scored } from './reports/index.ts'

/** All services of a process. In the sandbox a board is there for everybody to see. */
export function callableServices(
  { services, boards }: Catalog,
  { isSandbox }: Pick<Config, 'isSandbox'>,
): readonly CallableService[] {
  return [
    ...services,
    ...boards.map((one) => ({ ...one, isOnRequest: one.isOnRequest && !isSandbox })),
  ]
}

/** The language that a caller asks for, if the service speaks it. */
export function languageFor(
  service: CallableService,
  acceptLanguage: string | undefined,
): string | undefined {
  const spoken = 'board' in service ? service.board.translations : service.definition.translations
  return chooseLanguage(acceptLanguage, Object.keys(spoken))
}

/** How a caller is answered. */
interface Answering {
  readonly settings: ClientSettings
  readonly language: string
}

/** The answer of a service in a language. */
export function answerCall(
  service: CallableService,
  request: HookRequest,
  ports: GuidancePorts,
  { settings, language }: Answering,
): Promise<Guidance> {
  return 'board' in service
    ? giveBoard(boardInLanguage(service, language), request, ports, settings)
    : giveGuidance(inLanguage(service, language), request, ports, settings)
}

/** What each board shows, by its folder. */
export function scoresByBoard({ boards, scores }: Catalog): Scored['boards'] {
  return Object.fromEntries(
    boards.map(({ board }) => [
      board.id,
      board.scores.flatMap((score) => scores.filter((one) => one.score === score)),
    ]),
  )
}

/** The model cards that a board's card links to: of all its scores on one page. */
export function boardModelCards(catalog: Catalog): readonly ServedModelCard[] {
  return Object.entries(scoresByBoard(catalog)).map(([id, shown]) => ({
    id,
    content: () => ({
      markdown: boardCardMarkdown(id, shown),
      json: boardCardJson(id, shown),
      figures: {},
    }),
    reviewState: () => 'current',
  }))
}
