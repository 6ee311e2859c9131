import type { LookupAddress } from 'node:dns'
import { lookup } from 'node:dns/promises'
import type { LookupFunction } from 'node:net'
import { ADDRESS_REFUSED } from './library-error.ts'
import type { AddressCheck } from './server-grant.ts'

/** The addresses of a host name. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>

/** As this machine resolves names. */
export const resolveBySystem: Resolve = (hostname) => lookup(hostname, { all: true })

function refused(): Error {
  return Object.assign(new Error('the address is not permitted'), { code: ADDRESS_REFUSED })
}

/**
 * A lookup for `net.connect` and `tls.connect` that hands on only addresses which were checked: the
 * socket is opened to these and the name is not resolved again, so that a name which changes its
 * address between check and use (DNS rebinding) gains nothing. One address that is not permitted
 * spoils the answer. A host that is an IP address is never looked up: the policy has judged it.
 */
export function guardedLookup(resolve: Resolve, mayConnectTo: AddressCheck): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname).then(
      (addresses) => {
        const [first] = addresses
        const isPermitted = addresses.every(({ address }) => mayConnectTo(address))
        if (first === undefined || !isPermitted) callback(refused(), '')
        else if (options.all === true) callback(null, [...addresses])
        else callback(null, first.address, first.family)
      },
      (error: unknown) => callback(error instanceof Error ? error : refused(), ''),
    )
  }
}
