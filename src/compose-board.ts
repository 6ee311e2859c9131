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

/** Who calls, as far as the answer depends on it. */
interface Caller {
  readonly settings: ClientSettings
  readonly acceptLanguage: string | undefined
}

/** The answer of a service, in the language that the caller asks for or is registered with. */
export function answerCall(
  service: CallableService,
  request: HookRequest,
  ports: GuidancePorts,
  { settings, acceptLanguage }: Caller,
): Promise<Guidance> {
  const spoken = 'board' in service ? service.board.translations : service.definition.translations
  const language = chooseLanguage(acceptLanguage, Object.keys(spoken)) ?? settings.language
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
