import { objects } from '../../../src/base/json.ts'
import type { FhirResource } from '../../../src/clinical/fhir/resource.ts'
import { packaged } from '../../support/fhir-written.ts'

const LOINC = 'http://loinc.org'

const fragment = (url: string, concept: readonly object[]): FhirResource => ({
  resourceType: 'CodeSystem',
  url,
  status: 'active',
  content: 'fragment',
  concept,
})

/** What the value sets have of LOINC: without a terminology server it is not known otherwise. */
const loincIn = (definitions: readonly FhirResource[]) =>
  fragment(
    LOINC,
    definitions.flatMap(({ compose }) =>
      objects([compose])
        .flatMap(({ include }) => objects(include))
        .filter(({ system }) => system === LOINC)
        .flatMap(({ concept }) => objects(concept).map(({ code, display }) => ({ code, display }))),
    ),
  )

/** Of HL7's guide Structured Data Capture, which R4 does not have. */
const LAUNCH_CONTEXT = fragment('http://hl7.org/fhir/uv/sdc/CodeSystem/launchContext', [
  { code: 'patient', display: 'Patient' },
  { code: 'user', display: 'User' },
])

/** What the validator is to know: the definitions of the package, and what they rest on. */
export function knownDefinitions(): readonly FhirResource[] {
  const { definitions } = packaged()
  return [...definitions, loincIn(definitions), LAUNCH_CONTEXT]
}
