/** Value representations (PS3.5 section 6.2) as far as they matter here. */
type Representation = 'sequence' | 'text' | 'code' | 'number' | 'bytes'

/**
 * The elements that are read, by keyword (PS3.6 section 6): tag, and how its value is written.
 * `text` is in the Specific Character Set, `code` in ASCII whatever that is (PS3.5 section
 * 6.1.2.2).
 */
export const ELEMENTS = {
  TransferSyntaxUID: [0x00020010, 'code'],
  SpecificCharacterSet: [0x00080005, 'code'],
  SOPClassUID: [0x00080016, 'code'],
  SOPInstanceUID: [0x00080018, 'code'],
  StudyDate: [0x00080020, 'code'],
  ContentDate: [0x00080023, 'code'],
  StudyTime: [0x00080030, 'code'],
  ContentTime: [0x00080033, 'code'],
  AccessionNumber: [0x00080050, 'text'],
  IssuerOfAccessionNumberSequence: [0x00080051, 'sequence'],
  Manufacturer: [0x00080070, 'text'],
  CodeValue: [0x00080100, 'text'],
  CodingSchemeDesignator: [0x00080102, 'text'],
  CodeMeaning: [0x00080104, 'text'],
  LongCodeValue: [0x00080119, 'text'],
  URNCodeValue: [0x00080120, 'code'],
  EquivalentCodeSequence: [0x00080121, 'sequence'],
  ManufacturerModelName: [0x00081090, 'text'],
  ReferencedSeriesSequence: [0x00081115, 'sequence'],
  ReferencedSOPInstanceUID: [0x00081155, 'code'],
  ReferencedSOPSequence: [0x00081199, 'sequence'],
  TimezoneOffsetFromUTC: [0x00080201, 'code'],
  PatientID: [0x00100020, 'text'],
  IssuerOfPatientID: [0x00100021, 'text'],
  IssuerOfPatientIDQualifiersSequence: [0x00100024, 'sequence'],
  DeviceSerialNumber: [0x00181000, 'text'],
  DeviceUID: [0x00181002, 'code'],
  SoftwareVersions: [0x00181020, 'text'],
  StudyInstanceUID: [0x0020000d, 'code'],
  SeriesInstanceUID: [0x0020000e, 'code'],
  UniversalEntityID: [0x00400032, 'text'],
  UniversalEntityIDType: [0x00400033, 'code'],
  MeasurementUnitsCodeSequence: [0x004008ea, 'sequence'],
  RelationshipType: [0x0040a010, 'code'],
  ObservationDateTime: [0x0040a032, 'code'],
  ValueType: [0x0040a040, 'code'],
  ConceptNameCodeSequence: [0x0040a043, 'sequence'],
  VerifyingObserverSequence: [0x0040a073, 'sequence'],
  VerifyingObserverName: [0x0040a075, 'text'],
  AuthorObserverSequence: [0x0040a078, 'sequence'],
  ParticipantSequence: [0x0040a07a, 'sequence'],
  ObserverType: [0x0040a084, 'code'],
  DateTime: [0x0040a120, 'code'],
  Date: [0x0040a121, 'code'],
  PersonName: [0x0040a123, 'text'],
  UID: [0x0040a124, 'code'],
  TextValue: [0x0040a160, 'text'],
  FloatingPointValue: [0x0040a161, 'number'],
  RationalNumeratorValue: [0x0040a162, 'number'],
  RationalDenominatorValue: [0x0040a163, 'number'],
  ConceptCodeSequence: [0x0040a168, 'sequence'],
  ObservationUID: [0x0040a171, 'code'],
  MeasuredValueSequence: [0x0040a300, 'sequence'],
  NumericValueQualifierCodeSequence: [0x0040a301, 'sequence'],
  NumericValue: [0x0040a30a, 'code'],
  CurrentRequestedProcedureEvidenceSequence: [0x0040a375, 'sequence'],
  PertinentOtherEvidenceSequence: [0x0040a385, 'sequence'],
  CompletionFlag: [0x0040a491, 'code'],
  VerificationFlag: [0x0040a493, 'code'],
  PreliminaryFlag: [0x0040a496, 'code'],
  ContentSequence: [0x0040a730, 'sequence'],
  ReferencedContentItemIdentifier: [0x0040db73, 'number'],
  DataSetTrailingPadding: [0xfffcfffc, 'bytes'],
} as const satisfies Record<string, readonly [number, Representation]>

export type Keyword = keyof typeof ELEMENTS

const SEQUENCES: ReadonlySet<number> = new Set(
  Object.values(ELEMENTS).flatMap(([tag, how]) => (how === 'sequence' ? [tag] : [])),
)

/** Whether a tag is known to be of a sequence: implicit VR does not say. */
export const isKnownSequence = (tag: number) => SEQUENCES.has(tag)
