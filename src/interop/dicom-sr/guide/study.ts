import { elements, type JsonObject, nonBlank } from '../../../base/json.ts'
import { parseDateTime } from '../../../clinical/fhir/date-time.ts'
import { type GuideBundle, identifiersOf, referencesTo, uidIn } from './bundle.ts'

/** The ImagingStudy of an Observation: the guide has it in `partOf`, others in `derivedFrom`. */
function studiesOf(observation: JsonObject, bundle: GuideBundle) {
  const references = ['partOf', 'derivedFrom'].flatMap((name) => elements(observation[name]))
  return referencesTo('ImagingStudy', references, bundle)
}

/** The Study Instance UID of an Observation. */
export function studyUidOf(observation: JsonObject, bundle: GuideBundle): string | undefined {
  return studiesOf(observation, bundle)
    .map(({ reference, found }) => uidIn(identifiersOf(reference, found)))
    .find((uid) => uid !== undefined)
}

/** When the images were made; where the study does not say it, of when the Observation is. */
export function studyTimeOf(observation: JsonObject, bundle: GuideBundle): string | undefined {
  const [started] = studiesOf(observation, bundle).flatMap(
    ({ found }) => readDateTime(found?.['started']) ?? [],
  )
  return started ?? readDateTime(observation['effectiveDateTime'])
}

/** Nothing when it is none. */
export function readDateTime(value: unknown): string | undefined {
  const written = nonBlank(value)
  return written === undefined || parseDateTime(written) === undefined ? undefined : written
}
