import { useCallback, useEffect, useMemo, useState } from 'react'
import { isJsonObject, nonBlank } from '../../base/json.ts'
import {
  CallFailure,
  type CdsClient,
  discover,
  type DiscoveredService,
  type FhirToken,
} from '../cds/client.ts'
import { type Exchange, toSender } from '../cds/exchange.ts'
import { useSpeech } from '../language/language.tsx'
import { newUuid } from '../surroundings.ts'
import type { Address } from './address.ts'
import { keepPreferences, readPreferences } from './preferences.ts'
import type { EhrSettings } from './settings.ts'
import { signInAt } from './sign-in.ts'

/** A JWT that signs a call as the mock EHR; its back end has the key. */
async function fetchJwt(audience: string): Promise<string | undefined> {
  const response = await fetch('sandbox/ehr/client-jwt', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ audience }),
  })
  const body: unknown = await response.json()
  return isJsonObject(body) ? nonBlank(body['jwt']) : undefined
}

const EXCHANGES_KEPT = 200

/** Nobody orders after a longer wait. */
const PATIENCE_MS = 20_000

/** What became of the search for services behind a discovery URL. */
export interface Discovery {
  readonly base: string
  readonly services: readonly DiscoveredService[]
  /** Neither is there while nobody has answered. */
  readonly isFound?: boolean
  readonly error?: unknown
}

const isUnknownKey = (error: unknown) =>
  error instanceof CallFailure && [401, 403].includes(error.answer.status ?? 0)

/** A service that does not know this EHR's key is asked again without a signature. */
async function find(client: CdsClient, base: string, onUnsigned: () => void): Promise<Discovery> {
  try {
    return { base, services: await discover(client, base), isFound: true }
  } catch (error) {
    if (isUnknownKey(error)) onUnsigned()
    return { base, services: [], isFound: false, error }
  }
}

/**
 * The services behind each discovery URL. What was found at one is never asked about at another,
 * and a URL that is no longer among them has none.
 */
function useDiscoveries(
  client: CdsClient,
  bases: readonly string[],
  onUnsigned: () => void,
): readonly Discovery[] {
  const [found, setFound] = useState<ReadonlyMap<string, Discovery>>(new Map())
  useEffect(() => {
    const current = { isWanted: true }
    setFound(new Map())
    for (const base of bases)
      void find(client, base, onUnsigned).then((discovery) => {
        if (current.isWanted) setFound((before) => new Map([...before, [base, discovery]]))
      })
    return () => {
      current.isWanted = false
    }
    // The language of the titles, and who asks.
  }, [bases.join('\n'), client.language, client.jwtFor])
  return useMemo(
    () => bases.map((base) => found.get(base) ?? { base, services: [] }),
    [bases.join('\n'), found],
  )
}

/** The sandbox's token is for the sandbox alone, and another server's for that one. */
function tokenFor(fhirServer: string, settings: EhrSettings): FhirToken | undefined {
  if (fhirServer !== settings.fhirServer) return signInAt(fhirServer)
  const scope =
    'patient/Patient.rs patient/Condition.rs patient/Procedure.rs patient/Observation.rs patient/ServiceRequest.rs'
  return { token: settings.accessToken, scope, expiresIn: 300, clientId: 'mock-ehr' }
}

function useClient(settings: EhrSettings, fhirServer: string, isSigning: boolean) {
  const { language } = useSpeech()
  const [exchanges, setExchanges] = useState<readonly Exchange[]>([])
  const record = useCallback(
    (exchange: Exchange) =>
      setExchanges((before) => [exchange, ...before].slice(0, EXCHANGES_KEPT)),
    [],
  )
  const jwtFor = useCallback(
    (audience: string) => (isSigning ? fetchJwt(audience) : Promise.resolve(undefined)),
    [isSigning],
  )
  const client = useMemo((): CdsClient => {
    const fhirToken = tokenFor(fhirServer, settings)
    // The sandbox's own token is public.
    const secret = fhirServer === settings.fhirServer ? undefined : fhirToken?.token
    return {
      send: toSender({ record, newId: newUuid, patienceMs: PATIENCE_MS, secret }),
      ...{ fhirServer, fhirToken, language, jwtFor, newId: newUuid },
    }
  }, [fhirServer, language, jwtFor, settings, record])
  return { client, exchanges }
}

/** The CDS Services and the FHIR server of the page, and every exchange with them. */
export function useConnection(settings: EhrSettings, { services, fhirServer }: Address) {
  const [isSigning, choose] = useState(() => readPreferences().isSigning ?? true)
  const setSigning = (isChosen: boolean) => {
    keepPreferences({ isSigning: isChosen })
    choose(isChosen)
  }
  const { client, exchanges } = useClient(settings, fhirServer, isSigning)
  const discoveries = useDiscoveries(client, services, () => choose(false))
  return { client, discoveries, exchanges, isSigning, setSigning }
}

export type Connection = ReturnType<typeof useConnection>
