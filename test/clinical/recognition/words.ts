import type { OrderRecognition } from '../../../src/clinical/recognition/definition.ts'
import { toNameReading } from '../../../src/clinical/recognition/read-name.ts'
import { toPhraseList } from '../../../src/clinical/terminology/phrase.ts'
import { toValueSet } from '../../../src/clinical/terminology/value-set.ts'

const SYSTEM = 'http://test.example/codes'

/** A code of the made-up terminology. */
export const coding = (code: string) => ({ system: SYSTEM, code })

const valueSet = (...codes: readonly string[]) => toValueSet('test', 'test', codes.map(coding))

/** A made-up procedure, FROB, in a made-up hospital: the engine knows none in particular. */
export const WORDS = {
  phrases: ['FROB', '冰冻术'],
  genericPhrases: ['bation'],
  otherProcedures: ['BLOB', '冰'],
  otherOrgans: ['knee'],
  visits: ['visit'],
  imaging: ['photo'],
  grammar: {
    mentionedAfter: ['post', 'no'],
    mentionedBefore: ['resistant', '后'],
    guidance: ['guided'],
    techniques: ['film photo'],
    times: ['after'],
    manners: ['with', 'for'],
  },
}

/** How FROB is told. */
export const RULES: OrderRecognition = {
  specificCodes: valueSet('frob'),
  genericCodes: valueSet('bation'),
  otherCodes: valueSet('blob'),
  hintCodes: valueSet('elbow'),
  hintPhrases: toPhraseList(['elbow']),
  reasonCodes: valueSet('elbowitis'),
  elsewhere: toPhraseList(['knee']),
  names: toNameReading(WORDS),
  isByText: true,
}
