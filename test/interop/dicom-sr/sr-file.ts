import { data } from 'dcmjs'

/** A code as [value, scheme, meaning]. */
export type Code = readonly [value: string, scheme: string, meaning: string]

/** Codes of PS3.16 that the test reports are written with. */
export const CODES = {
  report: ['126000', 'DCM', 'Imaging Measurement Report'],
  imagingMeasurements: ['126010', 'DCM', 'Imaging Measurements'],
  derivedMeasurements: ['126011', 'DCM', 'Derived Imaging Measurements'],
  group: ['125007', 'DCM', 'Measurement Group'],
  trackingIdentifier: ['112039', 'DCM', 'Tracking Identifier'],
  trackingUid: ['112040', 'DCM', 'Tracking Unique Identifier'],
  finding: ['121071', 'DCM', 'Finding'],
  findingSite: ['363698007', 'SCT', 'Finding Site'],
  findingSiteRt: ['G-C0E3', 'SRT', 'Finding Site'],
  derivation: ['121401', 'DCM', 'Derivation'],
  method: ['370129005', 'SCT', 'Measurement Method'],
  algorithmName: ['111001', 'DCM', 'Algorithm Name'],
  laterality: ['272741003', 'SCT', 'Laterality'],
  subjectClass: ['121024', 'DCM', 'Subject Class'],
  patient: ['121025', 'DCM', 'Patient'],
  fetus: ['121026', 'DCM', 'Fetus'],
  adc: ['113041', 'DCM', 'Apparent Diffusion Coefficient'],
  monoExponentialAdc: ['113290', 'DCM', 'Mono-exponential Apparent Diffusion Coefficient'],
  slow: ['113291', 'DCM', 'Slow Diffusion Coefficient'],
  dStar: ['113292', 'DCM', 'Fast Diffusion Coefficient'],
  mean: ['373098007', 'SCT', 'Mean'],
  meanRt: ['R-00317', 'SRT', 'Mean'],
  minimum: ['255605001', 'SCT', 'Minimum'],
  skewness: ['126051', 'DCM', 'Skewness'],
  ivim: ['113251', 'DCM', 'Bi-exponential (IVIM) diffusion model'],
  liver: ['10200004', 'SCT', 'Liver'],
  liverRt: ['T-62000', 'SRT', 'Liver'],
  spleen: ['78961009', 'SCT', 'Spleen'],
  mass: ['4147007', 'SCT', 'Mass'],
  metastasis: ['14799000', 'SCT', 'Neoplasm, Secondary'],
  hcc: ['109841003', 'SCT', 'Hepatocellular carcinoma'],
  lesion: ['52988006', 'SCT', 'Lesion'],
  cyst: ['367643001', 'SCT', 'Cyst'],
  findingCategory: ['276214006', 'SCT', 'Finding category'],
  diagnosis: ['439401001', 'SCT', 'Diagnosis'],
  comment: ['121106', 'DCM', 'Comment'],
  imageRegion: ['111030', 'DCM', 'Image Region'],
  source: ['260753009', 'SCT', 'Source'],
  sourceSeries: ['121232', 'DCM', 'Source series for segmentation'],
  studyDate: ['111060', 'DCM', 'Study Date'],
  procedureStudy: ['121018', 'DCM', 'Procedure Study Instance UID'],
  timePoint: ['C2348792', 'UMLS', 'Time Point'],
  timePointOrder: ['126073', 'DCM', 'Time Point Order'],
  language: ['121049', 'DCM', 'Language of Content Item and Descendants'],
  chinese: ['zh', 'RFC5646', 'Chinese'],
  mm2PerS: ['mm2/s', 'UCUM', 'square millimeter per second'],
  um2PerS: ['um2/s', 'UCUM', 'square micrometer per second'],
  cid7277: ['10-6.mm2/s', 'UCUM', '10-6.mm2/s'],
  mm: ['mm', 'UCUM', 'millimeter'],
} as const satisfies Record<string, Code>

/** Elements of a data set by name, as dcmjs writes them. */
export type Elements = Readonly<Record<string, unknown>>

export const toItem = ([CodeValue, CodingSchemeDesignator, CodeMeaning]: Code): Elements => ({
  CodeValue,
  CodingSchemeDesignator,
  CodeMeaning,
})

export const item = (
  relationship: string,
  type: string,
  concept: Code,
  more: Elements,
): Elements => ({
  RelationshipType: relationship,
  ValueType: type,
  ConceptNameCodeSequence: [toItem(concept)],
  ...more,
})

/** A CONTAINER below the root. */
export const container = (concept: Code, children: readonly Elements[]): Elements =>
  item('CONTAINS', 'CONTAINER', concept, {
    ContinuityOfContent: 'SEPARATE',
    ...(children.length === 0 ? {} : { ContentSequence: children }),
  })

/** A CODE that says more about its parent. */
export const modifier = (concept: Code, value: Code, relationship = 'HAS CONCEPT MOD'): Elements =>
  item(relationship, 'CODE', concept, { ConceptCodeSequence: [toItem(value)] })

/** A NUM of TID 1419 with its statistic. */
export const measurement = (
  concept: Code,
  value: number | string | undefined,
  unit: Code,
  children: readonly Elements[] = [modifier(CODES.derivation, CODES.mean)],
): Elements =>
  item('CONTAINS', 'NUM', concept, {
    MeasuredValueSequence:
      value === undefined
        ? []
        : [{ NumericValue: value, MeasurementUnitsCodeSequence: [toItem(unit)] }],
    ...(children.length === 0 ? {} : { ContentSequence: children }),
  })

/** A TEXT of a group, or of what says more about its parent. */
export const textItem = (concept: Code, TextValue: string, relationship = 'CONTAINS'): Elements =>
  item(relationship, 'TEXT', concept, { TextValue })

/** An IMAGE from which something was measured. */
export const imageItem = (sopInstance: string, relationship = 'INFERRED FROM'): Elements =>
  item(relationship, 'IMAGE', CODES.source, {
    ReferencedSOPSequence: [
      {
        ReferencedSOPClassUID: '1.2.840.10008.5.1.4.1.1.4',
        ReferencedSOPInstanceUID: sopInstance,
      },
    ],
  })

/** A region of a group, drawn on an image. */
export const region = (sopInstance: string): Elements =>
  item('CONTAINS', 'SCOORD', CODES.imageRegion, {
    GraphicType: 'POINT',
    GraphicData: [1, 1],
    ContentSequence: [imageItem(sopInstance, 'SELECTED FROM')],
  })

/** A study of an evidence sequence, with one image of its one series. */
export const evidenceOf = (study: string, series: string, sopInstance: string): Elements => ({
  StudyInstanceUID: study,
  ReferencedSeriesSequence: [
    {
      SeriesInstanceUID: series,
      ReferencedSOPSequence: [
        {
          ReferencedSOPClassUID: '1.2.840.10008.5.1.4.1.1.4',
          ReferencedSOPInstanceUID: sopInstance,
        },
      ],
    },
  ],
})

/** The tracking of a group (TID 1501): identifier and UID. */
export const tracked = (name: string, uid: string): readonly Elements[] => [
  item('HAS OBS CONTEXT', 'TEXT', CODES.trackingIdentifier, { TextValue: name }),
  item('HAS OBS CONTEXT', 'UIDREF', CODES.trackingUid, { UID: uid }),
]

/** UIDs below a root that PS3.5 gives to whoever wants one (section B.2). */
export const uid = (n: number) => `2.25.${String(1000 + n)}`

/** A measurement group of one lesion of the liver (TID 1411). */
export const lesionGroup = (
  n: number,
  measurements: readonly Elements[],
  context: readonly Elements[] = [
    modifier(CODES.finding, CODES.mass, 'CONTAINS'),
    modifier(CODES.findingSite, CODES.liver),
  ],
): Elements =>
  container(CODES.group, [...tracked(`Lesion ${String(n)}`, uid(n)), ...context, ...measurements])

/** The elements of a report; synthetic, as everything in it. */
export function reportElements(groups: readonly Elements[], more: Elements = {}): Elements {
  return {
    SpecificCharacterSet: 'ISO_IR 192',
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.88.34',
    SOPInstanceUID: uid(9001),
    StudyInstanceUID: uid(9002),
    SeriesInstanceUID: uid(9003),
    Modality: 'SR',
    Manufacturer: 'Synthetic',
    ReferringPhysicianName: '',
    StudyID: '',
    AccessionNumber: '',
    PatientBirthDate: '',
    PatientSex: '',
    ReferencedPerformedProcedureStepSequence: [],
    PatientID: 'SYN-1',
    PatientName: 'Synthetic^Patient',
    IssuerOfPatientID: 'Synthetic Hospital',
    StudyDate: '20261108',
    StudyTime: '101500',
    ContentDate: '20261109',
    ContentTime: '081500.123',
    TimezoneOffsetFromUTC: '+0800',
    SeriesNumber: '1',
    InstanceNumber: '1',
    CompletionFlag: 'COMPLETE',
    VerificationFlag: 'VERIFIED',
    VerifyingObserverSequence: [
      {
        VerifyingOrganization: 'Synthetic Hospital',
        VerificationDateTime: '20261109082000',
        VerifyingObserverName: 'Synthetic^Reader',
        VerifyingObserverIdentificationCodeSequence: [],
      },
    ],
    PerformedProcedureCodeSequence: [],
    ContinuityOfContent: 'SEPARATE',
    ValueType: 'CONTAINER',
    ConceptNameCodeSequence: [toItem(CODES.report)],
    ContentTemplateSequence: [{ MappingResource: 'DCMR', TemplateIdentifier: '1500' }],
    ContentSequence: [container(CODES.imagingMeasurements, groups)],
    ...more,
  }
}

const META = { _meta: {}, _vrMap: {} }

/** The bytes of a DICOM file, explicit VR little endian. */
export const toBytes = (elements: Elements): Uint8Array =>
  data.datasetToBuffer({ ...META, ...elements })

/** The bytes of a measurement report. */
export const reportBytes = (groups: readonly Elements[], more: Elements = {}): Uint8Array =>
  toBytes(reportElements(groups, more))
