import { objects } from '../../base/json.ts'
import { type Statement, readObservation, readReport } from './observation.ts'
import { type FhirResource, localReference, readReference, referenceTo } from './resource.ts'

const NOT_GROUPED: readonly string[] = []

/** Where a panel or report lists its parts; STU3 called it `related`. */
function partsOf({ related, hasMember, result }: FhirResource): readonly string[] {
  if (related === undefined && hasMember === undefined && result === undefined) return NOT_GROUPED
  const members = objects(related).filter(({ type }) => type === 'has-member')
  const lists = [...objects(hasMember), ...objects(result), ...members.map(({ target }) => target)]
  return lists.map(readReference).filter((reference) => reference !== undefined)
}

/** Which panels and reports each Observation is a part of, by `Type/id`. */
function groupsByPart(resources: readonly FhirResource[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, readonly string[]>()
  for (const resource of resources) {
    for (const part of partsOf(resource)) {
      const key = localReference(part)
      groups.set(key, [...(groups.get(key) ?? NOT_GROUPED), referenceTo(resource)])
    }
  }
  return groups
}

/** What a list of resources states, and how many of them state nothing that can be read. */
interface Statements {
  readonly statements: readonly Statement[]
  readonly passedOver: number
}

function statementsIn(
  resource: FhirResource,
  groups: readonly string[],
): readonly Statement[] | undefined {
  if (resource.resourceType === 'DiagnosticReport') return readReport(resource, groups)
  if (resource.resourceType !== 'Observation') return undefined
  const said = readObservation(resource, groups)
  return said.length === 0 ? undefined : said
}

/**
 * Everything that a list of Observations and DiagnosticReports states: values, components,
 * contained Observations, with the panels and reports that they belong to. What has no code states
 * nothing.
 */
export function readStatements(resources: readonly FhirResource[]): Statements {
  const groups = groupsByPart(resources)
  const statements: Statement[] = []
  let passedOver = 0
  for (const resource of resources) {
    const own = groups.size === 0 ? NOT_GROUPED : (groups.get(referenceTo(resource)) ?? NOT_GROUPED)
    const said = statementsIn(resource, own)
    if (said === undefined) passedOver += 1
    else statements.push(...said)
  }
  return { statements, passedOver }
}
