import { elements, isJsonObject, nonBlank } from '../../base/json.ts'
import type { AddressDefaults } from './address.ts'

/** What the page keeps for a person from one visit to the next. */
export interface Preferences extends Partial<AddressDefaults> {
  readonly isSigning?: boolean
  readonly isDrawerOpen?: boolean
}

const KEY = 'mock-ehr'

const textsIn = (value: unknown) => elements(value).filter((text) => typeof text === 'string')

function parsed(stored: string): unknown {
  try {
    return JSON.parse(stored)
  } catch {
    return undefined
  }
}

/** What was kept; nothing of what cannot be read. */
export function readPreferences(): Preferences {
  const json = parsed(localStorage.getItem(KEY) ?? '')
  if (!isJsonObject(json)) return {}
  const { services, fhirServer, switched, isSigning, isDrawerOpen } = json
  const urls = textsIn(services).filter((url) => URL.canParse(url))
  const server = nonBlank(fhirServer)
  return {
    ...(urls.length > 0 ? { services: urls } : {}),
    ...(server !== undefined && URL.canParse(server) ? { fhirServer: server } : {}),
    ...(Array.isArray(switched) ? { switched: textsIn(switched) } : {}),
    ...(typeof isSigning === 'boolean' ? { isSigning } : {}),
    ...(typeof isDrawerOpen === 'boolean' ? { isDrawerOpen } : {}),
  }
}

export function keepPreferences(change: Preferences): void {
  localStorage.setItem(KEY, JSON.stringify({ ...readPreferences(), ...change }))
}
