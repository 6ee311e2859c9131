import { isBelow } from '../../base/canonical.ts'
import type { FhirResource } from '../../clinical/fhir/resource.ts'
import { objects, nonBlank } from '../../base/json.ts'
import { toDefinition } from './definition.ts'

interface Code {
  readonly system: string
  readonly code: string
  readonly display: string | undefined
}

interface Mapping {
  readonly from: Code
  readonly to: Code
}

function codesOf(valueSet: FhirResource): readonly Code[] {
  const [compose] = objects([valueSet['compose']])
  return objects(compose?.['include']).flatMap(({ system, concept }) =>
    objects(concept).map(({ code, display }) => ({
      ...{ system: String(system), code: String(code), display: nonBlank(display) },
    })),
  )
}

/** In one value set: each code of a standard, to the one of the project that says as much or more. */
function mappingsIn(valueSet: FhirResource, base: string): readonly Mapping[] {
  const codes = codesOf(valueSet)
  const [to, ...more] = codes.filter(({ system }) => isBelow(base, system))
  if (to === undefined || more.length > 0) return []
  return codes.filter(({ system }) => !isBelow(base, system)).map((from) => ({ from, to }))
}

const groupBy = <Item>(items: readonly Item[], key: (item: Item) => string) =>
  Object.entries(Object.groupBy(items, key)).map(([name, group]) => [name, group ?? []] as const)

const toElement = ({ from, to }: Mapping) => ({
  ...{ code: from.code, display: from.display },
  target: [{ code: to.code, display: to.display, equivalence: 'wider' }],
})

/** Maps of standard codes to those of the project, one for each of its code systems. */
export function toConceptMaps(
  definitions: readonly FhirResource[],
  canonicalBase: string,
): readonly FhirResource[] {
  const valueSets = definitions.filter(({ resourceType }) => resourceType === 'ValueSet')
  const all = valueSets.flatMap((valueSet) => mappingsIn(valueSet, canonicalBase))
  return groupBy(all, ({ to }) => to.system).map(([target, mappings]) => {
    const id = `to-${target.split('/').at(-1) ?? ''}`
    return toDefinition('ConceptMap', id, canonicalBase, {
      title: `Standard codes that are read as ${target.split('/').at(-1) ?? ''}`,
      description:
        'What is true of the code of the project is true of each code that is mapped to it.',
      group: groupBy(mappings, ({ from }) => from.system).map(([source, group]) => ({
        ...{ source, target, element: group.map(toElement) },
      })),
    })
  })
}
