import type { Catalog } from '../../catalog/load-catalog.ts'
import type { MonitoredReference, MonitoringReference } from './monitoring-reference.ts'

/** What the records of each service are held against. */
export const toReferences = ({
  services,
  definitions,
}: Pick<Catalog, 'services' | 'definitions'>): readonly MonitoringReference[] =>
  definitions.map(({ id, model }) => ({
    service: id,
    hooks: services.filter(({ definition }) => definition.id === id).map(({ entry }) => entry.id),
    model: model.definition,
  }))

/** The boards whose cards are told of, each once however many hooks it listens to. */
export const toBoardReferences = ({
  boards,
}: Pick<Catalog, 'boards'>): readonly MonitoredReference[] =>
  [...new Set(boards.map(({ board }) => board.id))].map((id) => ({
    service: id,
    hooks: boards.filter(({ board }) => board.id === id).map(({ entry }) => entry.id),
  }))
