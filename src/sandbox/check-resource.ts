import { OperationOutcomeError, validateResource } from '@medplum/core'
import type { CodeableConcept, Coding, OperationOutcomeIssue, Resource } from '@medplum/fhirtypes'
import { isJsonObject } from '../base/json.ts'
import type { CodeList, FindCodes } from './required-codes.ts'

/** A coded value whose codes FHIR prescribes, as Medplum's validator collects it. */
interface Coded {
  readonly type: string
  readonly value: unknown
  readonly path: string
}

type CodedByValueSet = Record<string, (Coded & { value: unknown })[]>

function isPrescribed({ type, value }: Coded, codes: CodeList): boolean {
  if (typeof value === 'string') return codes.hasCode(value)
  const codings: readonly Coding[] =
    type === 'CodeableConcept' ? ((value as CodeableConcept).coding ?? []) : [value as Coding]
  return codings.some(({ system, code }) => codes.hasCoding(system, code))
}

const issue = (code: OperationOutcomeIssue['code'], text: string, path: string) => ({
  severity: 'error' as const,
  code,
  details: { text },
  expression: [path],
})

/** The codes that are not of the value set that FHIR prescribes for them. */
function strangeCodes(coded: CodedByValueSet, findCodes: FindCodes) {
  return Object.entries(coded).flatMap(([url, values]) => {
    const codes = findCodes(url)
    return codes === undefined
      ? []
      : values
          .filter((value) => !isPrescribed(value, codes))
          .map(({ path }) => issue('code-invalid', `The code is not one of ${url}`, path))
  })
}

/** What JSON of FHIR never holds: empty texts, lists and objects. https://hl7.org/fhir/R4/json.html */
function emptyParts(value: unknown, path: string): readonly OperationOutcomeIssue[] {
  const isEmpty =
    value === '' ||
    (Array.isArray(value) && value.length === 0) ||
    (isJsonObject(value) && Object.keys(value).length === 0)
  if (isEmpty) return [issue('structure', 'An element is empty', path)]
  if (Array.isArray(value))
    return value.flatMap((part, i) => emptyParts(part, `${path}[${String(i)}]`))
  if (!isJsonObject(value)) return []
  return Object.entries(value).flatMap(([name, part]) => emptyParts(part, `${path}.${name}`))
}

/** A reference to a type that the element does not take is no matter of taste. */
const isOfWrongType = ({ details }: OperationOutcomeIssue) =>
  details?.text?.startsWith('Invalid reference') === true

/**
 * Everything by which a resource is no FHIR R4: structure, invariants, types of references,
 * required elements and required codes.
 */
export function problemsOf(
  resource: Resource,
  findCodes: FindCodes,
): readonly OperationOutcomeIssue[] {
  const tokens: CodedByValueSet = {}
  try {
    const warnings = validateResource(resource, { collect: { tokens } })
    return [
      ...warnings
        .filter(isOfWrongType)
        .map((warning) => ({ ...warning, severity: 'error' as const })),
      ...strangeCodes(tokens, findCodes),
      // The server writes `meta` itself.
      ...emptyParts({ ...resource, meta: undefined }, resource.resourceType),
    ]
  } catch (error) {
    if (error instanceof OperationOutcomeError) return error.outcome.issue
    throw error
  }
}

/** @throws {OperationOutcomeError} 400 with every problem of a resource that is no FHIR R4. */
export function checkResource(resource: Resource, findCodes: FindCodes): void {
  const issues = problemsOf(resource, findCodes)
  if (issues.length > 0)
    throw new OperationOutcomeError({ resourceType: 'OperationOutcome', issue: [...issues] })
}
