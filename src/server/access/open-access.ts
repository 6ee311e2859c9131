import { fileURLToPath } from 'node:url'
import type { Config } from '../../base/config/config.ts'
import type { Catalog } from '../../catalog/load-catalog.ts'
import {
  type AccessControl,
  type AccessControlOptions,
  openAccessControl,
} from './access-control.ts'

const PUBLIC_CLIENTS = fileURLToPath(
  new URL('../../../fixtures/clients/cds-hooks-sandbox.json', import.meta.url),
)

type AccessSettings = Pick<Config, 'authMode' | 'clientsFile' | 'isSandbox' | 'language'>

type KnownServices = Pick<Catalog, 'services' | 'boards' | 'definitions'>

/**
 * The registered clients of a configuration, and who of them calls.
 *
 * @throws {Error} When the registry cannot be used, with every problem.
 */
export const openAccess = (
  { authMode, clientsFile, isSandbox, language }: AccessSettings,
  { services, boards, definitions }: KnownServices,
  parts: Pick<AccessControlOptions, 'ownClients' | 'replays' | 'clock' | 'logger'>,
): AccessControl =>
  openAccessControl({
    ...parts,
    clientsFile,
    mayBeAnonymous: authMode !== 'required',
    publicClients: { file: PUBLIC_CLIENTS, areTrusted: authMode === 'sandbox' },
    known: {
      isSandbox,
      language,
      services: [...services, ...boards].map(({ entry }) => entry.id),
      categories: definitions.flatMap(({ model }) =>
        model.definition.categories.map(({ id }) => id),
      ),
    },
  })
