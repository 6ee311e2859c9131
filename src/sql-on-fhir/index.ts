export { scoringQuery } from './scoring-query.ts'
export { VIEW_DEFINITIONS } from './view-definitions.ts'
export type { ViewColumn, ViewDefinition, ViewSelect } from './view-definitions.ts'
