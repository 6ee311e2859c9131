import { elements, type JsonObject, nonBlank, objects } from '../../../base/json.ts'
import type { FhirResource } from '../../../clinical/fhir/resource.ts'
import { means } from '../concepts.ts'
import type { ContentItem } from '../content-item.ts'
import type { SrConcept, SrMap } from '../sr-map.ts'
import { type GuideBundle, identifiersOf, referencesTo, uidIn } from './bundle.ts'
import { codeItems, entryFor, textItems, toEntry, toItem } from './items.ts'

/** What an Observation says it is of: R5's `bodyStructure`, `focus`, and the extension for it. */
function bodyStructuresOf(observation: JsonObject, bundle: GuideBundle) {
  const extensions = objects(observation['extension'])
    .filter(({ url }) => typeof url === 'string' && /bodyStructure$/i.test(url))
    .map(({ valueReference }) => valueReference)
  const references = [
    observation['bodyStructure'],
    ...elements(observation['focus']),
    ...extensions,
  ]
  return referencesTo('BodyStructure', references, bundle)
}

const isOfType = ({ type }: JsonObject, concept: SrConcept, map: SrMap) =>
  means(toEntry(type, map), concept)

/** Tracking Identifier and Tracking Unique Identifier, which the guide keeps as identifiers. */
function trackingItems(identifiers: readonly JsonObject[], map: SrMap) {
  const { structure } = map
  const uid = uidIn(identifiers)
  const names = identifiers.filter((identifier) =>
    isOfType(identifier, structure.trackingIdentifier, map),
  )
  const more = { relationship: 'HAS OBS CONTEXT' }
  return [
    ...names.flatMap(({ value }) => textItems(entryFor(structure.trackingIdentifier), value, more)),
    ...(uid === undefined
      ? []
      : [toItem({ ...more, valueType: 'UIDREF', concept: entryFor(structure.trackingUid), uid })]),
  ]
}

/** A site with what modifies it: a side is understood, a qualifier changes what is meant. */
function siteItems(site: unknown, modifiers: JsonObject, map: SrMap): readonly ContentItem[] {
  const { findingSite, laterality } = map.structure
  const relationship = 'HAS CONCEPT MOD'
  const qualifiers = elements(modifiers['qualifier'])
  const children = [
    ...codeItems(entryFor(laterality), modifiers['laterality'], map, { relationship }),
    ...qualifiers.flatMap((qualifier) => codeItems(undefined, qualifier, map, { relationship })),
  ]
  return codeItems(entryFor(findingSite), site, map, { relationship, children })
}

function structureItems(found: FhirResource, map: SrMap): readonly ContentItem[] {
  const included = objects(found['includedStructure'])
  const [identity] = map.identities
  return [
    ...siteItems(found['location'], { qualifier: found['locationQualifier'] }, map),
    ...included.flatMap((part) => siteItems(part['structure'], part, map)),
    ...(identity === undefined ? [] : codeItems(entryFor(identity), found['morphology'], map)),
    ...textItems(undefined, found['description']),
  ]
}

/** The tracking and the sites of an Observation. */
export function lesionItems(
  observation: JsonObject,
  bundle: GuideBundle,
  map: SrMap,
): readonly ContentItem[] {
  const structures = bodyStructuresOf(observation, bundle)
  return [
    ...structures.flatMap(({ reference, found }) =>
      trackingItems(identifiersOf(reference, found), map),
    ),
    ...siteItems(observation['bodySite'], {}, map),
    ...structures.flatMap(({ found }) => (found === undefined ? [] : structureItems(found, map))),
    ...structures.flatMap(({ reference }) => textItems(undefined, nonBlank(reference['display']))),
  ]
}
