import type { Catalog } from '../../catalog/load-catalog.ts'
import type { MonitoredReference, MonitoringReference } from './monitoring-reference.ts'

/** What the records of each service are held against. */
export const toReferences = ({ services, definitions }: Catalog): readonly MonitoringReference[] =>
  definitions.map((definition) => ({
    service: definition.id,
    hooks: services
      .filter(({ definition: one }) => one.id === definition.id)
      .map(({ entry }) => entry.id),
    model: definition.model.definition,
  }))

/** The boards whose cards are told of. */
export const toBoardReferences = ({ boards }: Catalog): readonly MonitoredReference[] =>
  [...new Set(boards.map(({ board }) => board.id))].map((id) => ({
    service: id,
    hooks: boards.filter(({ board }) => board.id === id).map(({ entry }) => entry.id),
  }))
