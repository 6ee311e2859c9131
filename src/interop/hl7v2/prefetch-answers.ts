import { resolveTemplate } from '../../hook/protocol/discovery.ts'
import type { FhirResource } from '../../clinical/fhir/resource.ts'
import { readConcepts } from '../../clinical/fhir/concept.ts'
import type { JsonObject } from '../../base/json.ts'
import { newestFirst } from './collected.ts'
import type { ResourceWithId } from './collected.ts'
import { toEntries } from '../client/to-entries.ts'

interface Search {
  readonly type: string
  /** Absent for a read by id. */
  readonly parameters: URLSearchParams | undefined
  readonly id: string | undefined
}

const SUPPORTED_PARAMETERS = ['patient', 'subject', 'code', '_sort', '_count']

function parse(url: string): Search | undefined {
  const read = /^(\w+)\/([^/?]+)$/.exec(url)
  if (read?.[1] !== undefined)
    return { type: read[1], id: decodeURIComponent(read[2] ?? ''), parameters: undefined }
  const [type = '', query] = url.split('?')
  if (query === undefined) return undefined
  const parameters = new URLSearchParams(query)
  return [...parameters.keys()].every((name) => SUPPORTED_PARAMETERS.includes(name))
    ? { type, id: undefined, parameters }
    : undefined
}

function hasCode(resource: FhirResource, tokens: string): boolean {
  const codings = readConcepts(resource['code']).flatMap((concept) => concept.codings)
  return tokens.split(',').some((token) => {
    const [system, code] = token.includes('|') ? token.split('|') : [undefined, token]
    return codings.some(
      (coding) => coding.code === code && (system === undefined || coding.system === system),
    )
  })
}

function toBundle(resources: readonly FhirResource[]): JsonObject {
  const entry = toEntries(resources)
  return { resourceType: 'Bundle', type: 'searchset', total: entry.length, entry }
}

/**
 * What was collected, in answer to one template; nothing when the template searches in a way that
 * is not supported here, or when nothing of it was collected. An empty answer would say that the
 * record holds nothing, which cannot be known from some messages. `_count` is the length of a page,
 * and no limit of what there is.
 */
function answerTo(url: string, collected: readonly ResourceWithId[]): JsonObject | undefined {
  const search = parse(url)
  if (search === undefined) return undefined
  const { type, id, parameters } = search
  const ofType = collected.filter(({ resourceType }) => resourceType === type)
  if (parameters === undefined) return ofType.find((resource) => resource.id === id)
  const codes = parameters.getAll('code')
  const found = ofType.filter((resource) => codes.every((tokens) => hasCode(resource, tokens)))
  return found.length === 0 ? undefined : toBundle(newestFirst(found))
}

/** The prefetch keys of the service that can be answered from what was collected. */
export function answerTemplates(
  templates: Readonly<Record<string, string>>,
  context: JsonObject,
  collected: readonly ResourceWithId[],
): JsonObject {
  const answers = Object.entries(templates).map(([key, template]) => {
    const url = resolveTemplate(template, context)
    return [key, url === undefined ? undefined : answerTo(url, collected)] as const
  })
  return Object.fromEntries(answers.filter(([, answer]) => answer !== undefined))
}
