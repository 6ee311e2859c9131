import type { RecordsConfig } from '../../base/config/records-config.ts'
import type { DatabaseAddress } from './database.ts'
import { newSiteKey, readOrMakeSiteKey, toPseudonyms } from './site-key.ts'

export const addressOf = ({ databaseUrl, file }: RecordsConfig): DatabaseAddress =>
  databaseUrl === undefined ? { kind: 'sqlite', file } : { kind: 'postgres', url: databaseUrl }

/**
 * The pseudonyms of a site, by the key that it gives, or by one that is made once and kept beside
 * the database.
 *
 * @throws {Error} When the key's file cannot be read or made.
 */
export function pseudonymsOf({ siteKey, madeKeyFile }: RecordsConfig) {
  if (siteKey !== undefined) return toPseudonyms(siteKey)
  return toPseudonyms(madeKeyFile === undefined ? newSiteKey() : readOrMakeSiteKey(madeKeyFile))
}
