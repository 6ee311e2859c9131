import type { HookRequest } from './protocol/hook-request.ts'
import { boardInLanguage, type CallableService } from './board-definition.ts'
import type { ClientSettings } from './client-settings.ts'
import { giveBoard } from './give-board.ts'
import { giveGuidance, type Guidance } from './give-guidance.ts'
import type { GuidancePorts } from './ports.ts'
import { inLanguage } from './service-definition.ts'
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
  ports: GuidancePorts,
  { settings, language }: Answering,
): Promise<Guidance> {
  return 'board' in service
    ? giveBoard(boardInLanguage(service, language), request, ports, settings)
    : giveGuidance(inLanguage(service, language), request, ports, settings)
}
