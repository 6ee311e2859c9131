import ipaddr from 'ipaddr.js'

/** Where the addresses of a FHIR server may lie; nobody reaches link-local ones by a name. */
export type Network = 'public' | 'private' | 'loopback'

/** The ranges of ipaddr.js, after the IANA special-purpose registries (RFC 6890). */
const RANGES: Readonly<Record<Network, readonly string[]>> = {
  public: ['unicast'],
  private: ['private', 'uniqueLocal', 'carrierGradeNat'],
  loopback: ['loopback'],
}

/** An IPv4 address in IPv6 clothes (`::ffff:10.0.0.1`) counts as what it is. */
const rangeOf = (address: string) =>
  ipaddr.isValid(address) ? ipaddr.process(address).range() : undefined

function toCheck(network: Network): (address: string) => boolean {
  return (address) => RANGES[network].includes(rangeOf(address) ?? '')
}

/** For each network, whether an address lies in it. */
export const isIn: Readonly<Record<Network, (address: string) => boolean>> = {
  public: toCheck('public'),
  private: toCheck('private'),
  loopback: toCheck('loopback'),
}

/** The IP address that a URL's host is, if it is no name. */
export function literalAddress({ hostname }: URL): string | undefined {
  const bare = hostname.replace(/^\[|\]$/g, '')
  return ipaddr.isValid(bare) ? bare : undefined
}
