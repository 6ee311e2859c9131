import { describe, expect, test } from '@jest/globals'
import { elements, isJsonObject } from '../../src/base/json.ts'
import { isFhirResource } from '../../src/clinical/fhir/resource.ts'
import { emptyElements, violations } from '../../src/hook/protocol/invariants.ts'
import { type ReadCard, readResponse } from '../../src/pages/cds/read-response.ts'
import { faultsOf } from '../../src/pages/cds/verdict.ts'
import { applyActions } from '../../src/pages/ehr/drafts.ts'
import { eachMalformation, malformedResponses, WHOLE_RESPONSE } from '../support/malformed.ts'
import { fc } from '../support/property.ts'

const isText = (value: unknown) => typeof value === 'string'
const isTextOrNothing = (value: unknown) => value === undefined || isText(value)
const isHttp = (value: string) => /^https?:\/\//.test(value)

function expectDrawable({ summary, detail, uuid, indicator, source, ...lists }: ReadCard): void {
  expect([summary, source.label].every(isText)).toBe(true)
  expect([detail, uuid, source.url].every(isTextOrNothing)).toBe(true)
  expect(['info', 'warning', 'critical']).toContain(indicator)
  const { suggestions, links, overrideReasons } = lists
  for (const { label, uuid: id, actions } of suggestions) {
    expect(isText(label) && isTextOrNothing(id)).toBe(true)
    for (const action of actions)
      expect(
        action.type === 'delete' ? isText(action.resourceId) : isFhirResource(action.resource),
      ).toBe(true)
  }
  for (const { label, url, appContext } of links)
    expect(isText(label) && isText(appContext) && isHttp(url)).toBe(true)
  for (const { display, coding } of overrideReasons) {
    expect(isText(display)).toBe(true)
    if (coding !== undefined) expect([coding.code, coding.system].every(isText)).toBe(true)
  }
}

/** Everything that a page does with a response. */
function expectTaken(response: unknown): void {
  const { cards, systemActions } = readResponse(response)
  cards.forEach(expectDrawable)
  const whole = isJsonObject(response) ? response : {}
  expect(cards).toHaveLength(elements(whole['cards']).filter(isJsonObject).length)
  expect(Array.isArray(applyActions([], systemActions, () => 'new'))).toBe(true)
  expect(faultsOf(response).every(({ rule }) => rule !== '')).toBe(true)
}

describe('the response of a service', () => {
  test('that is right is read whole, and nothing is said against it', () => {
    expect(faultsOf(WHOLE_RESPONSE)).toEqual([])
    const { cards, systemActions } = readResponse(WHOLE_RESPONSE)
    expect(cards[0]).toMatchObject({
      summary: 'A summary',
      suggestions: [{ label: 'Do it', actions: [{ type: 'create' }, { type: 'delete' }] }, {}],
      links: [{ isSmart: false }, { isSmart: true, appContext: 'x' }],
      overrideReasons: [{ display: 'No', coding: { code: 'no' } }],
    })
    expect(systemActions).toHaveLength(1)
  })

  test('has all its cards drawn, whatever single thing is wrong with it, wherever', () => {
    const malformed = eachMalformation()
    expect(malformed.length).toBeGreaterThan(1000)
    malformed.forEach(expectTaken)
  })

  test('has all its cards drawn, whatever several things are wrong with it', () => {
    fc.assert(fc.property(malformedResponses, expectTaken), { numRuns: 2000 })
  })

  test('is anything: no JSON value makes the page throw', () => {
    fc.assert(fc.property(fc.jsonValue(), expectTaken))
  })

  test('has no rule told twice, and none that is not broken', () => {
    fc.assert(
      fc.property(malformedResponses, (response) => {
        const rules = faultsOf(response).map(({ rule, asked }) => `${rule} ${String(asked)}`)
        expect(new Set(rules).size).toBe(rules.length)
        const isRight =
          violations(response, '3.0').length === 0 && emptyElements(response).length === 0
        if (isRight) expect(rules.filter((rule) => !rule.startsWith('uuid'))).toEqual([])
        else expect(rules).not.toEqual([])
      }),
    )
  })
})

const card = (more: object) => ({
  cards: [{ summary: 'S', indicator: 'info', source: { label: 'L' }, ...more }],
})
const suggestion = { label: 'l', uuid: 'same', actions: undefined }
const behaviour = { selectionBehavior: 'any' }

describe('the verdict sees', () => {
  test.each<[string, string, unknown]>([
    [
      'a null in a list of links',
      'cards[0].links[1]',
      card({ links: [{ label: 'a', url: 'https://a.example', type: 'absolute' }, null] }),
    ],
    ['a null in a list of links, as a list that is wrong', 'card.links', card({ links: [null] })],
    ['a null in the list of cards', 'response.cards', { cards: [null] }],
    [
      'a text in the list of suggestions',
      'card.suggestions',
      card({ suggestions: ['a'], ...behaviour }),
    ],
    ['a null in the override reasons', 'card.overrideReasons', card({ overrideReasons: [null] })],
    ['override reasons of null', 'cards[0].overrideReasons', card({ overrideReasons: null })],
    ['a detail of null', 'card.detail', card({ detail: null })],
    ['a card without a source', 'card.source', { cards: [{ summary: 'S', indicator: 'info' }] }],
    [
      'two suggestions of one uuid',
      'uuid',
      card({ suggestions: [suggestion, suggestion], ...behaviour }),
    ],
    [
      'two cards of one uuid',
      'uuid',
      { cards: [...card({ uuid: 'u' }).cards, ...card({ uuid: 'u' }).cards] },
    ],
    ['system actions of nothing', 'response.systemActions', { cards: [], systemActions: [] }],
    ['no list of cards', 'response.cards', { cards: {} }],
  ])('%s', (_, rule, response) => {
    expect(faultsOf(response).map((fault) => fault.rule)).toContain(rule)
  })

  test('no fault in a card and a suggestion that share a uuid: nobody mixes them up', () => {
    const shared = card({ uuid: 'same', suggestions: [{ label: 'l', uuid: 'same' }], ...behaviour })
    expect(faultsOf(shared)).toEqual([])
  })
})
