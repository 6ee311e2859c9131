import type { Placeholders, ValuesOf } from './placeholders.ts'

const NAMES = { names: 'text' } as const

/** What the card of a board fills. */
export const BOARD_PLACEHOLDERS = {
  isAnyComputed: 'condition',
  computed: 'text',
  total: 'text',
  indexDate: 'text',
  rows: {
    each: {
      name: 'text',
      result: 'text',
      outcome: 'text',
      population: 'text',
      evidence: 'text',
    },
  },
  // On the card: the scores whose class lies at an end of their scale.
  isAnyDecided: 'condition',
  decided: { each: { name: 'text', result: 'text', end: 'text', isCautioned: 'condition' } },
  betterCount: 'text',
  worseCount: 'text',
  firstCaution: { part: { ...NAMES, text: 'text' } },
  directions: { part: { better: 'text', worse: 'text' } },
  gaps: { each: { ...NAMES, label: 'text', why: 'text' } },
  // What scores lack because it was not read.
  unreadGaps: { each: { ...NAMES, label: 'text', why: 'text' } },
  unreadKeys: 'optional',
  hasUnread: 'condition',
  excluded: { each: { ...NAMES, text: 'text' } },
  unanswered: { part: NAMES },
  cautions: { each: { ...NAMES, text: 'text' } },
  unchecked: { each: { ...NAMES, label: 'text' } },
  inputs: {
    each: { label: 'text', asSent: 'text', used: 'text', date: 'text', age: 'text' },
  },
} as const satisfies Placeholders

/** The values of the card of a board. */
export type BoardValues = ValuesOf<typeof BOARD_PLACEHOLDERS>
