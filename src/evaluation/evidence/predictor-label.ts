import type { Service } from '../../hook/service.ts'
import { cell } from '../drawing/markdown.ts'

/** What a predictor is called on the service's card; its id where the card has no name for it. */
export const predictorLabel = ({ cards }: Service, predictor: string): string =>
  cards.texts.predictors[predictor]?.label ?? predictor

/** The same for the cell of a Markdown table. */
export const predictorCell = (service: Service, predictor: string): string =>
  cell(predictorLabel(service, predictor))
