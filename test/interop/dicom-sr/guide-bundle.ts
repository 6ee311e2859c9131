/** Bundles by HL7's DICOM SR to FHIR Resource Mapping guide, in R5 as it is, and in R4. Synthetic. */

export type Json = Readonly<Record<string, unknown>>

export const DCM = 'http://dicom.nema.org/resources/ontology/DCM'
export const SCT = 'http://snomed.info/sct'

export const coded = (system: string, code: string, display?: string): Json => ({
  coding: [{ system, code, ...(display === undefined ? {} : { display }) }],
})

export const MEAN = { code: coded(DCM, '121401'), valueCodeableConcept: coded(SCT, '373098007') }

const TYPED = (code: string) => coded(DCM, code)

export const patient: Json = {
  resourceType: 'Patient',
  id: 'pat',
  identifier: [{ system: 'http://hospital.example/mrn', value: 'SYN-1' }],
}

export const study: Json = {
  resourceType: 'ImagingStudy',
  id: 'study',
  identifier: [{ system: 'urn:dicom:uid', value: 'urn:oid:1.2.3.4' }],
  started: '2026-11-08T10:15:00+08:00',
}

export const equipment: Json = {
  resourceType: 'Device',
  id: 'equipment',
  manufacturer: 'Synthetic Imaging',
  displayName: 'Workstation',
}

const algorithm: Json = {
  resourceType: 'Device',
  id: 'algorithm',
  displayName: 'ivimfit',
  version: [{ value: '2.1' }],
  parent: { reference: 'Device/equipment' },
}

/** The lesion, in the form of R5 or of R4. */
export const lesion = (n: number, version: 'R5' | 'R4' = 'R5', site = '10200004'): Json => ({
  resourceType: 'BodyStructure',
  id: `lesion-${String(n)}`,
  identifier: [
    { type: TYPED('112039'), value: `Lesion ${String(n)}` },
    {
      type: TYPED('112040'),
      system: 'urn:dicom:uid',
      value: `urn:oid:2.25.${String(1000 + n)}`,
    },
  ],
  ...(version === 'R5'
    ? { includedStructure: [{ structure: coded(SCT, site) }] }
    : { location: coded(SCT, site) }),
})

const common = (n: number, version: 'R5' | 'R4'): Json => ({
  status: 'final',
  subject: { reference: 'Patient/pat' },
  partOf: [{ reference: 'ImagingStudy/study' }],
  issued: '2026-11-09T08:15:00+08:00',
  effectiveDateTime: '2026-11-08T10:15:00+08:00',
  performer: [{ display: 'Li Wang' }],
  device: { reference: 'Device/algorithm' },
  ...(version === 'R5'
    ? { bodyStructure: { reference: `BodyStructure/lesion-${String(n)}` } }
    : { focus: [{ reference: `BodyStructure/lesion-${String(n)}` }] }),
})

export interface Member {
  readonly id: string
  readonly more: Json
}

export const quantity = (value: number, code: string): Json => ({
  valueQuantity: { value, unit: code, system: 'http://unitsofmeasure.org', code },
})

export const adc = (value: number, more: Json = { component: [MEAN] }): Member => ({
  id: 'adc',
  more: {
    code: coded(DCM, '113041', 'Apparent Diffusion Coefficient'),
    ...quantity(value, 'mm2/s'),
    ...more,
  },
})

export const dStar = (value: number, more: Json = { component: [MEAN] }): Member => ({
  id: 'dstar',
  more: {
    code: coded(DCM, '113292', 'Fast Diffusion Coefficient'),
    ...quantity(value, 'mm2/s'),
    ...more,
  },
})

export const longAxis = (value: number): Member => ({
  id: 'size',
  more: { code: coded(SCT, '103339001', 'Long Axis'), ...quantity(value, 'mm') },
})

export const capsule = (words: string): Member => ({
  id: 'capsule',
  more: {
    category: [coded('http://terminology.hl7.org/CodeSystem/umls', 'C0034375')],
    code: { text: 'Tumor capsule' },
    valueCodeableConcept: { text: words },
  },
})

/** A group with its members, each an Observation of its own. */
export function group(
  n: number,
  members: readonly Member[],
  { version = 'R5', ...more }: Json & { readonly version?: 'R5' | 'R4' } = {},
): readonly Json[] {
  const idOf = ({ id }: Member) => `${id}-${String(n)}`
  return [
    {
      resourceType: 'Observation',
      id: `group-${String(n)}`,
      category: [coded(DCM, '125007')],
      code: coded(DCM, '125007'),
      valueCodeableConcept: coded(SCT, '52988006', 'Lesion'),
      hasMember: members.map((member) => ({ reference: `Observation/${idOf(member)}` })),
      ...common(n, version),
      ...more,
    },
    ...members.map((member) => ({
      resourceType: 'Observation',
      id: idOf(member),
      ...common(n, version),
      ...member.more,
    })),
  ]
}

/** The bytes of a Bundle of these resources with those that all groups refer to. */
export function bundleBytes(resources: readonly Json[]): Uint8Array {
  const all = [patient, study, equipment, algorithm, ...resources]
  const entry = all.map((resource) => ({
    fullUrl: `https://pacs.example/fhir/${String(resource['resourceType'])}/${String(resource['id'])}`,
    resource,
  }))
  const bundle = { resourceType: 'Bundle', type: 'collection', entry }
  return new TextEncoder().encode(JSON.stringify(bundle))
}
