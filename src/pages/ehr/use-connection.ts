import { useCallback, useEffect, useMemo, useState } from 'react'
import { isJsonObject, nonBlank } from '../../base/json.ts'
import { CallFailure, type CdsClient, discover, type DiscoveredService } from '../cds/client.ts'
import { type Exchange, toSender } from '../cds/exchange.ts'
import { fill } from '../language/fill.ts'
import { useSpeech } from '../language/language.tsx'
import { newUuid } from '../surroundings.ts'
import type { Endpoints } from './developer-drawer.tsx'
import type { EhrSettings } from './settings.ts'
import { withoutTrailing } from '../../base/text-ends.ts'

const withoutSlash = (url: string) => withoutTrailing(url.trim(), '/')

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

const isUnknownKey = (error: unknown) =>
  error instanceof CallFailure && (error.status === 401 || error.status === 403)

/**
 * The services behind the client's discovery URL, and how the search for them went. A service that
 * does not know this EHR's key is asked again without a signature.
 */
function useDiscovery(client: CdsClient, isSigning: boolean, stopSigning: () => void) {
  const { texts } = useSpeech()
  const [services, setServices] = useState<readonly DiscoveredService[]>([])
  const [state, setState] = useState('')
  useEffect(() => {
    discover(client).then(
      (found) => {
        setServices(found)
        setState(fill(texts.developer.connected, { n: found.length }))
      },
      (error: unknown) => {
        setServices([])
        setState(fill(texts.developer.notConnected, { why: String(error) }))
        if (isSigning && isUnknownKey(error)) stopSigning()
      },
    )
    // Again for another address or signature only.
  }, [client.base, texts, isSigning])
  return { services, state }
}

function firstEndpoints({
  cdsServices,
  fhirServer,
  patients,
  firstPatient,
}: EhrSettings): Endpoints {
  return { cdsServices, fhirServer, patientId: firstPatient ?? patients[0]?.id ?? '' }
}

/** The CDS Services and FHIR server of the page, and every exchange with them. */
export function useConnection(settings: EhrSettings) {
  const { language } = useSpeech()
  const [endpoints, setEndpoints] = useState(() => firstEndpoints(settings))
  const [isSigning, setSigning] = useState(true)
  const [exchanges, setExchanges] = useState<readonly Exchange[]>([])
  const tell = useCallback(
    (exchange: Exchange) =>
      setExchanges((before) => [exchange, ...before].slice(0, EXCHANGES_KEPT)),
    [],
  )
  const { cdsServices, fhirServer } = endpoints
  const client = useMemo(
    (): CdsClient => ({
      send: toSender(tell, newUuid),
      base: cdsServices,
      fhirServer,
      // The sandbox's token is for the sandbox alone.
      accessToken: fhirServer === settings.fhirServer ? settings.accessToken : undefined,
      language,
      jwtFor: (audience) => (isSigning ? fetchJwt(audience) : Promise.resolve(undefined)),
      newId: newUuid,
    }),
    [cdsServices, fhirServer, language, isSigning, settings, tell],
  )
  const connect = (chosen: Endpoints) =>
    setEndpoints({
      cdsServices: withoutSlash(chosen.cdsServices),
      fhirServer: withoutSlash(chosen.fhirServer),
      patientId: chosen.patientId.trim(),
    })
  const discovery = useDiscovery(client, isSigning, () => setSigning(false))
  return { client, ...discovery, exchanges, endpoints, isSigning, setSigning, connect }
}
