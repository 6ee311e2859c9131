import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { elements, isJsonObject, type JsonObject, objects, parseJsonText } from '../../base/json.ts'
import type { AcceptedCode } from './choose-codes.ts'
import { newClientKey } from './new-client-key.ts'

/** What was done with a file, for who reads along. */
type Written = 'written' | 'changed' | 'kept'

export interface SiteFolder {
  readonly config: string
  readonly site: string
  readonly clients: string
  readonly privateKey: string
  readonly publicKeys: string
  readonly data: string
}

export function pathsIn(folder: string): SiteFolder {
  const at = (name: string) => resolve(join(folder, name))
  return {
    config: at('config.json'),
    site: at('site.json'),
    clients: at('clients.json'),
    privateKey: at('client-key.json'),
    publicKeys: at('client-jwks.json'),
    data: at('data'),
  }
}

/** @throws {Error} When it holds something else than an object. */
export function readObject(path: string): JsonObject {
  if (!existsSync(path)) return {}
  const json = parseJsonText(readFileSync(path, 'utf8'))
  if (!isJsonObject(json)) throw new Error(`${path} holds no JSON object`)
  return json
}

/** Writes what has changed, as a person would write it. */
function write(path: string, json: unknown): Written {
  const text = `${JSON.stringify(json, undefined, 2)}\n`
  const isThere = existsSync(path)
  if (isThere && JSON.stringify(parseJsonText(readFileSync(path, 'utf8'))) === JSON.stringify(json))
    return 'kept'
  writeFileSync(path, text)
  return isThere ? 'changed' : 'written'
}

const isSame = (system: string, code: string) => (known: JsonObject) =>
  known['system'] === system && known['code'] === code

/** The site file with more codes; what a person wrote stays. */
function withCodes(site: JsonObject, accepted: readonly AcceptedCode[]): JsonObject {
  const codes: Record<string, unknown> = { ...(isJsonObject(site['codes']) ? site['codes'] : {}) }
  const units = [...objects(site['defaultUnits'])]
  for (const { valueSet, system, code, display, unit } of accepted) {
    const known = objects(codes[valueSet])
    if (!known.some(isSame(system, code))) {
      const named = display === '' || display === code ? {} : { display }
      codes[valueSet] = [...elements(codes[valueSet]), { system, code, ...named }]
    }
    if (unit !== undefined && !units.some(isSame(system, code))) units.push({ system, code, unit })
  }
  return { ...site, codes, ...(units.length === 0 ? {} : { defaultUnits: units }) }
}

export interface ClientToRegister {
  readonly id: string
  readonly iss: string
  readonly fhirServer: string | undefined
  readonly mayBePrivate: boolean
}

/** The registry with a client in it that signs with the key beside it. */
function withClient(registry: JsonObject, client: ClientToRegister): JsonObject {
  const { id, iss, fhirServer: url, mayBePrivate } = client
  const clients = objects(registry['clients'])
  const server = mayBePrivate ? { url, mayBePrivate } : url
  const known = clients.find((registered) => registered['id'] === id)
  if (known === undefined) {
    const fhirServers = url === undefined ? [] : [server]
    const made = { id, iss, keys: { jwksFile: 'client-jwks.json' }, fhirServers }
    return { ...registry, clients: [...clients, made] }
  }
  const servers = elements(known['fhirServers'])
  const has = servers.some(
    (entry) => entry === url || (isJsonObject(entry) && entry['url'] === url),
  )
  const next = {
    ...known,
    iss,
    fhirServers: url === undefined || has ? servers : [...servers, server],
  }
  return {
    ...registry,
    clients: clients.map((registered) => (registered === known ? next : registered)),
  }
}

/** A key is made once: whoever has its public half would not know another. */
function writeKeys({ privateKey, publicKeys }: SiteFolder): Written {
  if (existsSync(privateKey) && existsSync(publicKeys)) return 'kept'
  const { privateJwk, publicJwks } = newClientKey()
  writeFileSync(privateKey, `${JSON.stringify(privateJwk, undefined, 2)}\n`, { mode: 0o600 })
  chmodSync(privateKey, 0o600)
  write(publicKeys, publicJwks)
  return 'written'
}

/** Writes the files of a site, and says of each what was done. */
export function writeSiteFolder(
  folder: string,
  accepted: readonly AcceptedCode[],
  client: ClientToRegister,
): Readonly<Record<string, Written>> {
  const paths = pathsIn(folder)
  mkdirSync(paths.data, { recursive: true })
  const { site, clients, data, config } = paths
  const settings = { SANDBOX: false, CLIENTS_FILE: clients, SITE_FILE: site, DATA_DIR: data }
  return {
    [site]: write(site, withCodes(readObject(site), accepted)),
    [paths.privateKey]: writeKeys(paths),
    [clients]: write(clients, withClient(readObject(clients), client)),
    [config]: write(config, { ...settings, ...readObject(config) }),
  }
}
