import type { Catalog } from '../../catalog/load-catalog.ts'
import { toWording } from '../../hook/cards/wording.ts'
import { boardSpeaking } from '../../hook/board.ts'
import { type Service, serviceSpeaking } from '../../hook/service.ts'
import { situationLabel } from '../../hook/situation-labels.ts'
import type { ReportLanguage } from '../drawing/report-language.ts'

/**
 * What reports call the things of one service in one language; an id without a name stands for
 * itself.
 */
export interface ServiceNames {
  readonly language: ReportLanguage
  readonly service: string
  readonly predictor: (id: string) => string
  readonly category: (id: string) => string
  readonly situation: (id: string) => string
  /** Why there is no value: `missing`, or a state and its reason as `unusable: too-old`. */
  readonly absence: (why: string) => string
  /** How far the model has come. */
  readonly calibration: (state: string) => string
  /** Why a card was overridden. */
  readonly override: (code: string) => string
}

const itself = (id: string) => id

/** Where nothing is named. */
const bare = (service: string, language: ReportLanguage): ServiceNames => ({
  language,
  service,
  predictor: itself,
  category: itself,
  situation: (id) => situationLabel(id, language, itself),
  absence: itself,
  calibration: itself,
  override: itself,
})

function namesIn(service: Service, language: ReportLanguage): ServiceNames {
  const { cards, ...rest } = serviceSpeaking(service, language)
  const wording = toWording({ cards, ...rest })
  const overrides = new Map(
    Object.values(cards.situations).flatMap(({ overrideReasons }) =>
      overrideReasons.map(({ code, display }) => [code, display] as const),
    ),
  )
  return {
    language,
    service: cards.topic.display ?? service.id,
    predictor: wording.label,
    category: wording.category,
    situation: (id) => situationLabel(id, language, wording.category),
    absence: (why) => wording.reason(why.split(': ').at(-1) ?? why),
    calibration: wording.calibration,
    override: (code) => overrides.get(code) ?? code,
  }
}

/** How the services and boards of a catalogue are spoken of, by their ids. */
export const namesOf =
  ({ definitions, boards }: Pick<Catalog, 'definitions' | 'boards'>, language: ReportLanguage) =>
  (id: string): ServiceNames => {
    const service = definitions.find((definition) => definition.id === id)
    if (service !== undefined) return namesIn(service, language)
    const board = boards.find((each) => each.board.id === id)?.board
    const name = board && boardSpeaking(board, language).translations[language]?.topic
    return bare(name ?? id, language)
  }
