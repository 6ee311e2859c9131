/**
 * Code systems by the URI that FHIR gives them, for the other names by which they are sent: OIDs of
 * HL7 and DICOM, and addresses by https. From https://terminology.hl7.org/namingsystems.html.
 */
const BY_OTHER_NAME: ReadonlyMap<string, string> = new Map([
  ['urn:oid:2.16.840.1.113883.6.1', 'http://loinc.org'],
  ['urn:oid:2.16.840.1.113883.6.96', 'http://snomed.info/sct'],
  ['urn:oid:2.16.840.1.113883.6.8', 'http://unitsofmeasure.org'],
  ['urn:oid:2.16.840.1.113883.6.90', 'http://hl7.org/fhir/sid/icd-10-cm'],
  ['urn:oid:2.16.840.1.113883.6.3', 'http://hl7.org/fhir/sid/icd-10'],
  ['urn:oid:2.16.840.1.113883.6.12', 'http://www.ama-assn.org/go/cpt'],
  ['urn:oid:1.2.840.10008.2.16.4', 'http://dicom.nema.org/resources/ontology/DCM'],
])

const BY_ADDRESS = /^https?:\/\/(?:www\.)?(loinc\.org|snomed\.info\/sct|unitsofmeasure\.org)\/?$/u

/** The names that nearly all are sent by. */
const OWN_NAMES: ReadonlySet<string> = new Set(BY_OTHER_NAME.values())

/** The URI of a code system under whatever name it was sent; another system's own. */
export function systemNamed(sent: string): string {
  if (OWN_NAMES.has(sent)) return sent
  if (sent.startsWith('urn:oid:')) return BY_OTHER_NAME.get(sent) ?? sent
  const host = BY_ADDRESS.exec(sent)?.[1]
  return host === undefined ? sent : `http://${host}`
}
