import { onceOf } from '../base/once-of.ts'
import type { FactSheet } from '../clinical/assessment/facts.ts'
import type { ModelInService } from '../clinical/assessment/model-in-service.ts'
import type { CardsDefinition } from './cards/card-texts.ts'
import type { DiscoveryEntry } from './protocol/discovery.ts'

/** A model in service with what is said of it. Made by the catalog. */
export interface Service extends ModelInService {
  /** 95 % interval of the c-statistic in the study's own training patients: apparent performance. */
  readonly publishedAuc?: readonly [number, number] | undefined
  readonly cards: CardsDefinition
  /** What may be said of study, guidance and trials, and for whom. */
  readonly factSheet: FactSheet
  /** Where the project's own code systems and identifiers are. */
  readonly canonicalBase: string
  /** The cards by language (BCP 47); `cards` is one of them. */
  readonly translations: Readonly<Record<string, CardsDefinition>>
}

/** One CDS Service: a discovery entry and what stands behind it. */
export interface CdsService {
  readonly entry: DiscoveryEntry
  /** The entry in other languages (BCP 47). */
  readonly entries: Readonly<Record<string, DiscoveryEntry>>
  readonly definition: Service
}

/** Made once, so that what is made of a service is made once for all calls. */
const withCards = onceOf((service: Service) =>
  onceOf((cards: Service['cards']): Service => ({ ...service, cards })),
)

/** The texts of a service in a language, if it has them in it. */
export function serviceSpeaking(service: Service, language: string): Service {
  const cards = service.translations[language]
  return cards === undefined ? service : withCards(service)(cards)
}

/** The same of a CDS Service. */
export const inLanguage = (service: CdsService, language: string): CdsService => ({
  ...service,
  definition: serviceSpeaking(service.definition, language),
})
