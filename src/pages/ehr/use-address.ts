import { useEffect, useRef, useState } from 'react'
import { type Address, type AddressDefaults, readAddress, writeAddress } from './address.ts'

/** The page as its URL says, and how to go on from it. */
export interface Navigation {
  readonly address: Address
  /** Counts the steps back and forth: what is on the page is made anew at each. */
  readonly visit: number
  /** Goes on to what differs; Back leads here again. */
  readonly go: (change: Partial<Address>) => void
}

/**
 * @param defaults - What a URL need not say.
 * @param kept - What this person had before: for a URL that says nothing at all.
 */
export function useAddress(
  defaults: AddressDefaults,
  kept: Partial<AddressDefaults>,
  onChange: (address: Address) => void,
): Navigation {
  const first = () =>
    readAddress(location.search, location.search === '' ? { ...defaults, ...kept } : defaults)
  const [state, setState] = useState(() => ({ address: first(), visit: 0 }))
  const current = useRef(state.address)
  const show = (address: Address, visits: number) => {
    current.current = address
    setState(({ visit }) => ({ address, visit: visit + visits }))
    onChange(address)
  }
  useEffect(() => {
    const { pathname } = location
    history.replaceState(null, '', `${pathname}${writeAddress(current.current, defaults)}`)
    const back = () => {
      const next = readAddress(location.search, defaults)
      // A link within the page is a step too, but leads nowhere else.
      if (writeAddress(next, defaults) !== writeAddress(current.current, defaults)) show(next, 1)
    }
    window.addEventListener('popstate', back)
    return () => window.removeEventListener('popstate', back)
  }, [])
  const go = (change: Partial<Address>) => {
    const next = { ...current.current, ...change }
    const query = writeAddress(next, defaults)
    if (query === writeAddress(current.current, defaults)) return
    history.pushState(null, '', `${location.pathname}${query}`)
    show(next, 0)
  }
  return { ...state, go }
}
