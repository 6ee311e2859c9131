import type { DiagnosisRecognition, OrderRecognition } from '../clinical/recognition/definition.ts'
import { toEarlierReading, toNameReading } from '../clinical/recognition/name-words.ts'
import { toPhraseList } from '../clinical/terminology/phrase.ts'
import type { ValueSet } from '../clinical/terminology/value-set.ts'
import { findValueSet } from './find-value-set.ts'
import type { SharedParts } from './read-service.ts'
import type { OrdersFile } from './schemas.ts'

function toDiagnosis(
  { diagnosis, order }: OrdersFile,
  find: (id: string) => ValueSet,
): DiagnosisRecognition {
  const { marks, ...file } = diagnosis
  const lower = (words: readonly string[]) => words.map((word) => word.toLowerCase())
  return {
    codes: find(file.codes),
    broaderCodes: find(file.broaderCodes),
    unmapped: file.unmapped,
    codedSystems: file.codedSystems,
    companions: file.companions,
    companionPhrases: toPhraseList(file.companionPhrases),
    phrases: toPhraseList(file.phrases),
    excludingPhrases: toPhraseList(file.excludingPhrases),
    broaderPhrases: toPhraseList(file.broaderPhrases),
    otherDiseases: toPhraseList([...file.otherDiseases, ...order.otherOrgans]),
    abbreviations: toPhraseList(marks.abbreviations),
    marks: {
      abbreviations: lower(marks.abbreviations),
      qualifiers: lower(marks.qualifiers),
      ownNames: lower(marks.ownNames),
    },
  }
}

/** What orders.json says, made ready to recognise by. */
export function toRecognition(
  file: OrdersFile,
  { valueSets, site }: SharedParts,
): { readonly order: OrderRecognition; readonly diagnosis: DiagnosisRecognition } {
  const { order } = file
  const find = (id: string) => findValueSet(valueSets, id)
  const diagnosis = toDiagnosis(file, find)
  return {
    order: {
      specificCodes: find(order.specificCodes),
      codesOfAnySite: find(order.codesOfAnySite),
      genericCodes: find(order.genericCodes),
      otherCodes: find(order.otherCodes),
      doneAtSite: order.doneAtSite,
      hintCodes: find(order.hintCodes),
      hintPhrases: toPhraseList([...order.site, ...order.hintPhrases]),
      drugPhrases: toPhraseList(order.drugPhrases),
      elsewhere: toPhraseList([...order.otherOrgans, ...order.otherReasons]),
      names: toNameReading(order, file.diagnosis),
      earlier: toEarlierReading(order.earlier, order),
      diagnosis,
      isByText: site.recogniseOrdersByText,
    },
    diagnosis,
  }
}
