import type { Service } from '../../hook/service.ts'
import { toWording } from '../../hook/cards/wording.ts'
import { cell } from '../drawing/markdown.ts'

/** What a predictor is called on the service's card; its id where the card has no name for it. */
export const predictorLabel = (service: Service, predictor: string): string =>
  toWording(service).label(predictor)

/** The same for the cell of a Markdown table. */
export const predictorCell = (service: Service, predictor: string): string =>
  cell(predictorLabel(service, predictor))
