import type { HookRequest } from './protocol/hook-request.ts'
import { boardInLanguage, type CallableService } from './board.ts'
import type { ClientSettings } from './client-settings.ts'
import { answerWithScores } from './answer-with-scores.ts'
import { answerWithRisk, type Answer } from './answer-with-risk.ts'
import type { HookPorts } from './ports.ts'
import { inLanguage } from './service.ts'
import { chooseLanguage } from '../base/language.ts'

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
  ports: HookPorts,
  { settings, language }: Answering,
): Promise<Answer> {
  return 'board' in service
    ? answerWithScores(boardInLanguage(service, language), request, ports, settings)
    : answerWithRisk(inLanguage(service, language), request, ports, settings)
}
