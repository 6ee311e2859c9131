import type { FileOutcome, ImportRefusal } from './import-reports.ts'
import type { PassedOver } from './judge/read-statements.ts'
import type { PassedOverReason } from './judge/statement.ts'

const REFUSED: Readonly<Record<ImportRefusal, string>> = {
  'no-file': 'there is no file of this name, or it may not be read',
  'not-dicom': 'it is no DICOM file',
  damaged: 'it is damaged or not whole',
  'too-deep': 'its sequences are nested deeper than in any report',
  'transfer-syntax': 'its transfer syntax is not one of the two uncompressed little-endian ones',
  'not-a-structured-report': 'it is a DICOM file, but no structured report that is read here',
  'not-a-measurement-report':
    'it is a structured report, but no measurement report (TID 1500) with content',
  'no-uid': 'its Study or SOP Instance UID is missing, or is none by the standard',
  'no-patient': 'it does not say whose it is (Patient ID)',
  'other-study': 'it is of images of another study than its own, so their date is not known',
  'other-subject': 'it is about a subject that is not the patient',
  'another-patient': 'it is of another patient than the first file',
  'given-twice': 'it is the same report as an earlier file',
  'no-bundle': 'it is JSON, but no FHIR Bundle',
  'no-groups': 'no Observation in it is a measurement group of the DICOM SR guide of HL7',
}

const PASSED_OVER: Readonly<Record<PassedOverReason, string>> = {
  'not-in-a-group': 'is not directly in a measurement group',
  'other-quantity': 'is not a quantity that is read here',
  'unknown-modifier': 'has a modifier that is not understood, or its finding or site has one',
  'no-lesion': 'is of no lesion with one Tracking Unique Identifier',
  'other-tracking': 'tracks another lesion than its group, of which nothing is said',
  'not-a-lesion': 'is of a finding that is not known here to be a lesion',
  'said-otherwise':
    'is of a region of which its name, category, diagnosis or a text says otherwise',
  'unread-text': 'has a text beside it that cannot be read',
  'unnamed-region': 'is of a region without Finding, whose name does not say that it is a lesion',
  'no-site': 'is of no stated site',
  'unknown-site': 'is of a site that is not known here to be of the liver',
  'part-of-organ': 'is of a part of the liver, and not of all of it',
  'no-statistic': 'does not say of which statistic it is (Derivation)',
  'other-statistic': 'is of a statistic that is not known here',
  qualified: 'says itself that its value is none, or not to be relied on',
  'no-value': 'has no single number',
  'no-decimal': 'has a text for its number that is no decimal by the standard',
  'not-finite': 'has a number that is not finite',
  'forms-contradict': 'has a decimal, a float or a ratio that contradict each other',
  'unknown-unit': 'has no UCUM unit of its dimension',
  'no-count': 'is a count, and its number is none',
  'unknown-value': 'has a value that is not known here',
  'other-images': 'is of another study than the report, so its date is not known',
  'unlisted-images': 'is of images that the report does not list, so their study is not known',
  'other-time-point': 'is of a time point that is not known to be the last',
  'unreadable-time': 'has an Observation DateTime that is none by the standard',
}

/** Codes and answers come from outside: what a terminal would obey is not shown. */
export const printable = (text: string, length = 64) =>
  text.slice(0, length).replace(/[^\x20-\x7e]/g, '?')

function describePassedOver({ position, concept, why }: PassedOver): string {
  const code =
    concept === undefined ? 'no code' : `${printable(concept.value)}, ${printable(concept.scheme)}`
  return `  passed over: content item ${position} (${code}) ${PASSED_OVER[why]}`
}

/** What became of a file, line by line. */
export function describeOutcome(outcome: FileOutcome): readonly string[] {
  const { name } = outcome
  if (outcome.kind === 'refused') return [`${name}: not imported: ${REFUSED[outcome.why]}`]
  const { taken, status, isDated, passedOver, ofImages } = outcome
  return [
    `${name}: ${String(taken)} measurement(s) taken as ${status}, ${String(passedOver.length)} passed over`,
    ...(status === 'final'
      ? []
      : ['  the report is not complete and verified: the service does not use its values']),
    ...(isDated ? [] : ['  a value has no date: the service does not use it']),
    ...passedOver.map(describePassedOver),
    ...(ofImages === 0
      ? []
      : [`  passed over: ${String(ofImages)} number(s) of the image library`]),
  ]
}
