import { describe, expect, test } from '@jest/globals'
import { emptyElements, violations } from '../../../src/hook/protocol/invariants.ts'

const coding = { system: 'http://example.org', code: 'x', display: 'X' }
const card = { uuid: 'u', summary: 'A summary', indicator: 'info', source: { label: 'S' } }
const create = { type: 'create', description: 'D', resource: { resourceType: 'Basic' } }
const suggestion = { label: 'L', uuid: 'u', actions: [create] }
const withSuggestions = (behaviour: string, ...suggestions: object[]) => ({
  ...card,
  suggestions,
  selectionBehavior: behaviour,
})

test('a minimal card breaks nothing', () => {
  expect(violations({ cards: [card] })).toEqual([])
  expect(violations({ cards: [] })).toEqual([])
})

describe('each invariant of the specification is told by its id', () => {
  test.each([
    ['response.cards', {}],
    ['response.systemActions', { cards: [], systemActions: [] }],
    ['card.summary', { cards: [{ ...card, summary: 'x'.repeat(140) }] }],
    ['card.summary', { cards: [{ ...card, summary: ' ' }] }],
    ['card.indicator', { cards: [{ ...card, indicator: 'hard-stop' }] }],
    ['card.source', { cards: [{ ...card, source: undefined }] }],
    ['source.label', { cards: [{ ...card, source: { label: '' } }] }],
    ['source.url', { cards: [{ ...card, source: { label: 'S', url: '/relative' } }] }],
    ['card.links', { cards: [{ ...card, links: [] }] }],
    ['card.extension', { cards: [{ ...card, extension: [] }] }],
    [
      'cds-resp-1',
      {
        cards: [
          withSuggestions(
            'at-most-one',
            { ...suggestion, isRecommended: true },
            { ...suggestion, isRecommended: true },
          ),
        ],
      },
    ],
    [
      'cds-resp-2',
      {
        cards: [
          withSuggestions('any', {
            ...suggestion,
            actions: [{ type: 'delete', description: 'D' }],
          }),
        ],
      },
    ],
    [
      'cds-resp-3',
      {
        cards: [
          {
            ...card,
            links: [{ label: 'L', url: 'https://x.example', type: 'absolute', appContext: 'c' }],
          },
        ],
      },
    ],
    ['cds-resp-4', { cards: [{ ...card, overrideReasons: [{ ...coding, display: undefined }] }] }],
    [
      'cds-resp-5',
      {
        cards: [
          withSuggestions('any', {
            ...suggestion,
            actions: [{ ...create, description: undefined }],
          }),
        ],
      },
    ],
    ['cds-resp-6', { cards: [{ ...card, suggestions: [suggestion] }] }],
    ['cds-resp-6', { cards: [{ ...card, selectionBehavior: 'any' }] }],
    [
      'cds-resp-7',
      { cards: [withSuggestions('any', { ...suggestion, actionSelectionBehavior: 'any' })] },
    ],
  ])('%s', (id, response) => {
    expect(violations(response)).toContain(id)
  })
})

test('what is null or empty is told by its path, wherever it stands', () => {
  const empty = { a: null, b: '', c: [], d: {}, e: [[], { f: '' }] }
  expect(emptyElements({ ...empty, cards: [], g: 0, h: false, i: ['x'], j: { k: 'x' } })).toEqual([
    'a',
    'b',
    'c',
    'd',
    'e[0]',
    'e[1].f',
  ])
  expect(emptyElements({ cards: [{ cards: [] }], feedback: null })).toEqual([
    'cards[0].cards',
    'feedback',
  ])
})
