import { describe, expect, test } from '@jest/globals'
import { fc } from '../../support/property.ts'
import { hasMember, toValueSet } from '../../../src/clinical/terminology/value-set.ts'

// Few systems and codes, so that the same ones meet.
const coding = fc.record({
  system: fc.constantFrom('http://a.example', 'http://b.example'),
  code: fc.constantFrom('1', '2', 'A', 'a'),
})
const codings = fc.array(coding)

describe('a value set', () => {
  test('holds exactly the codings that it was made of', () => {
    fc.assert(
      fc.property(codings, coding, (members, sought) => {
        const isThere = members.some(({ system, code }) => {
          return system === sought.system && code === sought.code
        })
        expect(toValueSet('x', 'X', members).has(sought)).toBe(isThere)
      }),
    )
  })

  test('never holds a code without its system, or a system without a code', () => {
    fc.assert(
      fc.property(codings, coding, (members, { system, code }) => {
        const valueSet = toValueSet('x', 'X', members)
        expect(valueSet.has({ code })).toBe(false)
        expect(valueSet.has({ system })).toBe(false)
        expect(valueSet.has({})).toBe(false)
      }),
    )
  })

  test('keeps a repeated coding once', () => {
    fc.assert(
      fc.property(codings, (members) => {
        const once = toValueSet('x', 'X', members).codings
        expect(toValueSet('x', 'X', [...members, ...members]).codings).toEqual(once)
      }),
    )
  })

  test('tells upper from lower case: codes are case-sensitive', () => {
    const valueSet = toValueSet('x', 'X', [{ system: 'http://a.example', code: 'A' }])
    expect(valueSet.has({ system: 'http://a.example', code: 'a' })).toBe(false)
  })

  test('a bar in a code is not taken for the border of system and code', () => {
    const valueSet = toValueSet('x', 'X', [{ system: 'http://a.example', code: 'b|c' }])
    expect(valueSet.has({ system: 'http://a.example|b', code: 'c' })).toBe(false)
  })

  test('has a member when one of several codings is in it', () => {
    fc.assert(
      fc.property(codings, codings, (members, sent) => {
        const valueSet = toValueSet('x', 'X', members)
        expect(hasMember(sent, valueSet)).toBe(sent.some(valueSet.has))
      }),
    )
  })

  test('cannot be changed', () => {
    const valueSet = toValueSet('x', 'X', [])
    expect(Object.isFrozen(valueSet)).toBe(true)
    expect(Object.isFrozen(valueSet.codings)).toBe(true)
  })
})
