import { elements, isJsonObject, type JsonObject, nonBlank, objects } from '../../../base/json.ts'
import {
  type FhirResource,
  localReference,
  readReference,
} from '../../../clinical/fhir/resource.ts'
import { isNamed } from '../concepts.ts'
import type { ContentItem } from '../content-item.ts'
import { toUuid } from '../../fhir-import/name-uuid.ts'
import { toOid } from '../data-types.ts'
import { findingOf, quantityOf } from '../judge/said-of.ts'
import type { IssuedNumber, MeasurementReport, ReportRefusal } from '../report.ts'
import type { SrMap } from '../sr-map.ts'
import { type GuideBundle, identifiersOf, referencesTo, toGuideBundle, uidIn } from './bundle.ts'
import { equipmentOf } from './devices.ts'
import { groupItem, isFinal, isWithdrawn, memberItem } from './group-item.ts'
import { entryFor, toEntry, toItem } from './items.ts'
import { readDateTime, studyTimeOf, studyUidOf } from './study.ts'

export type GuideRefusal = 'no-bundle' | 'no-groups'

/** A measurement group of a Bundle, read as a report of its own. */
export interface GuideGroup {
  readonly name: string
  readonly result: MeasurementReport | { readonly why: ReportRefusal }
}

/** Whether a file is JSON, which no DICOM file is. */
export const isJson = (bytes: Uint8Array) =>
  /^\uFEFF?\s*\{/.test(Buffer.from(bytes.subarray(0, 64)).toString('utf8'))

function parseBundle(bytes: Uint8Array): JsonObject | undefined {
  try {
    const json: unknown = JSON.parse(
      Buffer.from(bytes)
        .toString('utf8')
        .replace(/^\uFEFF/, ''),
    )
    return isJsonObject(json) && json['resourceType'] === 'Bundle' ? json : undefined
  } catch {
    return undefined
  }
}

/** By the identifier of the Patient, else by the reference. */
function readPatient({ subject }: JsonObject, bundle: GuideBundle): IssuedNumber | undefined {
  const reference = readReference(subject)
  const identifiers = isJsonObject(subject) ? identifiersOf(subject, bundle.find(subject)) : []
  const [known] = identifiers.flatMap(({ system, value }) => {
    const id = nonBlank(value)
    return id === undefined ? [] : [{ id, system: nonBlank(system), issuer: undefined }]
  })
  if (known !== undefined || reference === undefined) return known
  const id = localReference(reference)
  return { id, system: undefined, issuer: undefined, reference: id }
}

function readAccession(group: JsonObject, bundle: GuideBundle): IssuedNumber | undefined {
  const [known] = referencesTo('ServiceRequest', elements(group['basedOn']), bundle)
    .flatMap(({ reference, found }) => identifiersOf(reference, found))
    .filter(({ type }) =>
      objects(isJsonObject(type) ? type['coding'] : []).some(({ code }) => code === 'ACSN'),
    )
    .flatMap(({ system, value }) => {
      const id = nonBlank(value)
      return id === undefined ? [] : [{ id, system: nonBlank(system), issuer: undefined }]
    })
  return known
}

/** What tells a group from every other, as URI. */
function instanceOf(group: FhirResource, bundle: GuideBundle): string | undefined {
  const identifiers = objects(group['identifier'])
  const uid = toOid(uidIn(identifiers))
  if (uid !== undefined) return uid
  const [named] = identifiers.flatMap(({ system, value }) =>
    nonBlank(value) === undefined ? [] : [`${String(system)}|${String(value)}`],
  )
  const name = named ?? bundle.nameOf(group)
  return name === undefined ? undefined : toUuid(name)
}

function observersOf({ performer }: JsonObject, { find }: GuideBundle): readonly string[] {
  return elements(performer).flatMap((reference) => {
    const display = isJsonObject(reference) ? nonBlank(reference['display']) : undefined
    const [name] = objects(find(reference)?.['name'])
    const written = [...elements(name?.['given']), name?.['family']].flatMap(
      (part) => nonBlank(part) ?? [],
    )
    return display ?? nonBlank(name?.['text']) ?? (written.length > 0 ? [written.join(' ')] : [])
  })
}

const membersOf = (group: FhirResource, { find }: GuideBundle) =>
  elements(group['hasMember']).flatMap((reference) => find(reference) ?? [])

/** What the group names and the Bundle has not: nobody knows what it says. */
const missingMembers = (group: FhirResource, { find }: GuideBundle) =>
  elements(group['hasMember'])
    .filter((reference) => find(reference) === undefined)
    .map((reference) => toItem({ valueType: 'NUM', position: readReference(reference) ?? '' }))

/** The content tree of a report with this group alone. */
const contentOf = (group: ContentItem, { structure }: SrMap): ContentItem =>
  toItem({
    concept: entryFor(structure.report),
    children: [
      toItem({
        valueType: 'CONTAINER',
        concept: entryFor(structure.measurements),
        children: [group],
      }),
    ],
  })

/** What a report has in its header. */
function readHeader(group: FhirResource, members: readonly FhirResource[], bundle: GuideBundle) {
  const areFinal = [group, ...members].every((one) => isFinal(one) || isWithdrawn(one))
  return {
    accession: readAccession(group, bundle),
    isComplete: true,
    isVerified: areFinal,
    isPreliminary: !areFinal,
    studyTime: studyTimeOf(group, bundle),
    contentTime: readDateTime(group['issued']),
    zone: undefined,
    evidence: { studiesOf: new Map(), currentStudies: new Set<string>() },
    equipment: equipmentOf(group, bundle),
    observers: observersOf(group, bundle),
  }
}

function readGroup(
  group: FhirResource,
  members: readonly FhirResource[],
  bundle: GuideBundle,
  map: SrMap,
): GuideGroup['result'] {
  const instance = instanceOf(group, bundle)
  const studyUid = studyUidOf(group, bundle)
  const study = toOid(studyUid)
  if (instance === undefined || studyUid === undefined || study === undefined)
    return { why: 'no-uid' }
  const patient = readPatient(group, bundle)
  if (patient === undefined) return { why: 'no-patient' }
  const items = [
    ...members.map((member) => memberItem(member, group, bundle, map)),
    ...missingMembers(group, bundle),
  ]
  const content = contentOf(groupItem(group, items, bundle, map), map)
  return { instance, study, studyUid, patient, content, ...readHeader(group, members, bundle) }
}

const isGroup = (observation: FhirResource, map: SrMap) =>
  [...elements(observation['category']), observation['code']].some((concept) =>
    isNamed(toItem({ concept: toEntry(concept, map) }), [map.structure.group]),
  )

/** A measurement that is in no group stands for a group of its own, of which it says all. */
function isAlone(observation: FhirResource, bundle: GuideBundle, map: SrMap): boolean {
  const item = memberItem(observation, observation, bundle, map)
  return quantityOf(item, map) !== undefined || findingOf(item, map) !== undefined
}

/**
 * The groups of a Bundle that follows HL7's DICOM SR to FHIR Resource Mapping guide, in R5 or in
 * R4, each as a report: what judges the content tree of DICOM judges them.
 */
export function readGuide(
  bytes: Uint8Array,
  map: SrMap,
): readonly GuideGroup[] | { readonly why: GuideRefusal } {
  const json = parseBundle(bytes)
  if (json === undefined) return { why: 'no-bundle' }
  const bundle = toGuideBundle(json)
  const observations = bundle.resources.filter(({ resourceType }) => resourceType === 'Observation')
  const groups = observations.filter((observation) => isGroup(observation, map))
  const members = new Set(groups.flatMap((group) => membersOf(group, bundle)))
  const alone = observations.filter(
    (one) => !groups.includes(one) && !members.has(one) && isAlone(one, bundle, map),
  )
  const read = [
    ...groups.map((group) => ({
      of: group,
      result: readGroup(group, membersOf(group, bundle), bundle, map),
    })),
    ...alone.map((one) => ({ of: one, result: readGroup(asGroup(one), [one], bundle, map) })),
  ]
  if (read.length === 0) return { why: 'no-groups' }
  return read.map(({ of, result }) => ({ name: bundle.nameOf(of) ?? 'an Observation', result }))
}

/** The frame of a measurement: what is of its value is not of its group. */
function asGroup(observation: FhirResource): FhirResource {
  const { resourceType, identifier, id, status, subject, partOf, derivedFrom, basedOn } =
    observation
  const { bodySite, bodyStructure, focus, effectiveDateTime, issued, device, performer } =
    observation
  const frame = { resourceType, identifier, id, status, subject, partOf, derivedFrom, basedOn }
  const where = { bodySite, bodyStructure, focus, effectiveDateTime, issued, device, performer }
  return { ...frame, ...where, extension: observation['extension'] }
}
