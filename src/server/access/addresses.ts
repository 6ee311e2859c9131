import ipaddr from 'ipaddr.js'
import type { AddressCheck } from '../../hook/fetch/server-grant.ts'

/** An IPv4 address that is written as IPv6 (`::ffff:10.0.0.1`) counts as IPv4. */
const rangeOf = (address: string) =>
  ipaddr.isValid(address) ? ipaddr.process(address).range() : 'none'

/** The ranges are those of ipaddr.js, after the IANA special-purpose registries (RFC 6890). */
const lieIn =
  (...ranges: readonly string[]): AddressCheck =>
  (address) =>
    ranges.includes(rangeOf(address))

/** Addresses that anyone on the internet may have. */
export const isPublic = lieIn('unicast')

/** Those, and addresses inside an organisation; never link-local ones, the metadata of clouds. */
export const isPublicOrPrivate = lieIn('unicast', 'private', 'uniqueLocal', 'carrierGradeNat')

/** This machine. */
export const isLoopback = lieIn('loopback')

/** The IP address that a URL's host is, if it is no name. */
export function literalAddress({ hostname }: URL): string | undefined {
  const bare = hostname.replace(/^\[|\]$/g, '')
  return ipaddr.isValid(bare) ? bare : undefined
}
