import { NOW } from './clock.ts'

/** Of a patient of whom nothing is known. */
export const NOTHING = {
  birthDate: undefined,
  indexDate: NOW,
  earlierProcedure: 'none',
  hasPossibleEarlier: false,
  orderPriority: undefined,
  orderTexts: [],
  recordTexts: [],
  outsideReference: [],
  byUnknownMethod: [],
  byOtherProtocol: [],
} as const
