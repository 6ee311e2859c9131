import { describe, expect, test } from '@jest/globals'
import { fc } from '../../support/property.ts'
import { onServer } from '../../../src/hook/fetch/reader/links.ts'

const BASE = 'https://ehr.example:8443/r4/fhir'
const PAGE = `${BASE}/Observation?patient=1`

/** Pieces that links are made of, and that they are forged with. */
const piece = fc.constantFrom(
  ...['https:', 'http:', '//', '/', '\\', '..', '%2e%2e', '.', '?', '#', '@', ':', '\t', ' '],
  ...['ehr.example', ':8443', 'r4', 'fhir', 'evil.example', 'Observation', 'page=2', 'user:pass'],
)

describe('whatever a link says', () => {
  test('what is asked lies on the server, below its base, without credentials', () => {
    const links = fc.oneof(
      fc.webUrl(),
      fc.string(),
      fc.array(piece, { maxLength: 9 }).map((pieces) => pieces.join('')),
    )
    fc.assert(
      fc.property(links, (link) => {
        const url = onServer(link, PAGE, BASE)
        if (url === undefined) return
        const { origin, pathname, username, password } = new URL(url)
        expect([origin, username, password]).toEqual(['https://ehr.example:8443', '', ''])
        expect(pathname).toMatch(/^\/r4\/fhir(\/|$)/)
      }),
      { numRuns: 2_000 },
    )
  })

  test('a link below the base is followed as it is written', () => {
    fc.assert(
      fc.property(fc.webQueryParameters(), (query) => {
        const link = `${BASE}/Observation?${query}`
        expect(onServer(link, PAGE, BASE)).toBe(new URL(link).href)
      }),
    )
  })
})
