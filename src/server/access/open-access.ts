import { fileURLToPath } from 'node:url'
import type { Config } from '../../base/config/config.ts'
import type { Logger } from '../../base/telemetry/logger.ts'
import type { Clock } from '../../base/time.ts'
import type { Catalog } from '../../catalog/load-catalog.ts'
import { type AccessControl, openAccessControl, type OwnClient } from './access-control.ts'
import type { ReplayStore } from './replay-store.ts'

const PUBLIC_CLIENTS = fileURLToPath(
  new URL('../../../fixtures/clients/cds-hooks-sandbox.json', import.meta.url),
)

/** What access control needs beside the configuration. */
export interface AccessOptions {
  readonly catalog: Catalog
  readonly clock: Clock
  readonly logger: Logger
  readonly replays: ReplayStore
  /** Clients of this process itself. */
  readonly ownClients: readonly OwnClient[]
}

/** The clients as the configuration registers them, and who of them calls. */
export function openAccess(
  { authMode, clientsFile, isSandbox, language }: Config,
  { catalog, clock, logger, replays, ownClients }: AccessOptions,
): AccessControl {
  const { services, boards, definitions } = catalog
  return openAccessControl({
    clientsFile,
    mayBeAnonymous: authMode !== 'required',
    publicClients: { file: PUBLIC_CLIENTS, areTrusted: authMode === 'sandbox' },
    ownClients,
    known: {
      isSandbox,
      language,
      services: [...services, ...boards].map(({ entry }) => entry.id),
      categories: definitions.flatMap(({ model }) =>
        model.definition.categories.map(({ id }) => id),
      ),
    },
    replays,
    clock,
    logger,
  })
}
