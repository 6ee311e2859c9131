export { BOARD_PLACEHOLDERS, renderBoardCard } from './board-card.ts'
export type { BoardCardParts } from './board-card.ts'
export { PLACEHOLDERS, RESOURCE_PLACEHOLDERS } from './definition.ts'
export type {
  AppTexts,
  CardsDefinition,
  CardTexts,
  ResourceTemplate,
  SituationDefinition,
} from './definition.ts'
export { clip, formatNumber, formatRange, formatRisk } from './format.ts'
export { toJsonTemplate } from './json-template.ts'
export type { JsonTemplate } from './json-template.ts'
export { renderCard } from './render-card.ts'
export type { CardParts } from './render-card.ts'
export { toTemplate } from './template.ts'
export type { Template, View } from './template.ts'
