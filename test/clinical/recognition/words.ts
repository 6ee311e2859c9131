import type {
  DiagnosisRecognition,
  OrderRecognition,
} from '../../../src/clinical/recognition/definition.ts'
import { toEarlierReading, toNameReading } from '../../../src/clinical/recognition/name-words.ts'
import { toPhraseList } from '../../../src/clinical/terminology/phrase.ts'
import { toValueSet } from '../../../src/clinical/terminology/value-set.ts'

const SYSTEM = 'http://test.example/codes'

/** A code of the made-up terminology. */
export const coding = (code: string) => ({ system: SYSTEM, code })

export const valueSet = (...codes: readonly string[]) =>
  toValueSet('test', 'test', codes.map(coding))

/** A made-up procedure, FROB, in a made-up hospital: the engine knows none in particular. */
export const WORDS = {
  phrases: ['FROB', '冰冻术'],
  phrasesOfSite: ['cold bation'],
  site: ['elbow'],
  genericPhrases: ['bation'],
  otherProcedures: ['BLOB', '冰'],
  lesserProcedures: ['plain bation'],
  otherOrgans: ['knee'],
  visits: ['visit'],
  imaging: ['photo'],
  grammar: {
    mentionedAfter: ['post', 'no'],
    mentionedBefore: ['resistant', '后'],
    guidance: ['guided'],
    techniques: ['film photo', 'knee film'],
    times: ['after'],
    manners: ['with', 'for'],
  },
}

/** How a FROB is told that was done before. */
const EARLIER = {
  repeated: ['repeat'],
  ordinals: ['second', '#2'],
  numbers: ['2'],
  counted: ['session'],
  before: ['prior'],
  behind: ['失败'],
  perhapsBefore: ['after'],
  perhapsBehind: ['后'],
  denials: ['no'],
}

/** What is known of elbowitis: code 9 of the system is it, 8 holds it among others. */
export const DIAGNOSIS: DiagnosisRecognition = {
  codes: valueSet('elbowitis'),
  broaderCodes: valueSet('joint'),
  unmapped: [{ systems: ['ranked'], codes: ['E9'] }],
  codedSystems: ['test.example', 'ranked'],
  companions: [{ systems: ['ranked'], codes: ['C'] }],
  companionPhrases: toPhraseList(['stiff']),
  phrases: toPhraseList(['elbowitis', 'EI']),
  broaderPhrases: toPhraseList(['joint cancer']),
  excludingPhrases: toPhraseList(['maybe', '?']),
  otherDiseases: toPhraseList(['kneeitis', 'knee', 'spread']),
  abbreviations: toPhraseList(['EI']),
  marks: { abbreviations: ['ei'], qualifiers: ['cms'], ownNames: ['关节癌'] },
}

/** How FROB is told. */
export const RULES: OrderRecognition = {
  specificCodes: valueSet('frob'),
  codesOfAnySite: valueSet('cold'),
  genericCodes: valueSet('bation'),
  otherCodes: valueSet('blob'),
  doneAtSite: [{ systems: ['ranked'], codes: ['04'] }],
  hintCodes: valueSet('elbow'),
  hintPhrases: toPhraseList(['elbow']),
  drugPhrases: toPhraseList(['cold']),
  elsewhere: toPhraseList(['knee']),
  names: toNameReading(WORDS, { phrases: ['elbowitis'], otherDiseases: ['kneeitis'] }),
  earlier: toEarlierReading(EARLIER, WORDS),
  diagnosis: DIAGNOSIS,
  isByText: true,
}
