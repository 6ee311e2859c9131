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
  directions: { part: { better: 'text', worse: 'text' } },
  gaps: { each: { ...NAMES, label: 'text', why: 'text' } },
  // Empty where no score lacks anything: all are excluded, or have no class for the values.
  gapList: 'optional',
  // What scores lack because it was not read, and what was not read.
  unreadGaps: { each: { ...NAMES, label: 'text', why: 'text' } },
  unreadList: 'optional',
  hasUnread: 'condition',
  unread: { each: { key: 'text', state: 'text', why: 'text', remedy: 'text' } },
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
