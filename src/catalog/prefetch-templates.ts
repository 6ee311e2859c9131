import {
  type AuxiliaryInput,
  type PredictorDefinition,
  type PredictorSet,
  searchedCodes,
} from '../clinical/readings/input-definition.ts'
import type { Coding } from '../clinical/terminology/value-set.ts'
import type { ServiceFile } from './schemas.ts'

type Code = Pick<Coding, 'system' | 'code'>

/** By prefetch key, the panels of the site in whose components its values stand. */
export type Panels = Readonly<Record<string, readonly Code[]>>

/**
 * A token parameter. System and bar are percent-encoded: a widely used proxy collapses the `//` of
 * a system, and a bar is no URL character.
 */
function codeParameter(codings: readonly Code[]): string {
  const tokens = codings.map(({ system, code }) => encodeURIComponent(`${system}|${code}`))
  return [...new Set(tokens)].join(',')
}

/** The search for all inputs that come under a prefetch key, and for the panels that hold them. */
export function observationSearch(
  inputs: readonly (PredictorDefinition | AuxiliaryInput)[],
  key: string,
  { count, panels }: { readonly count: number; readonly panels: Panels },
): string {
  const codings = inputs
    .filter(({ prefetchKey }) => prefetchKey === key)
    .flatMap(searchedCodes)
    .flatMap((valueSet) => valueSet.codings)
  const codes = codeParameter([...codings, ...(panels[key] ?? [])])
  return `Observation?patient={{context.patientId}}&code=${codes}&_sort=-date&_count=${String(count)}`
}

/**
 * The prefetch templates of a service, one key per group of codes: reads and searches that stay
 * inside the subset that the specification recommends (patient by a root-level context token, codes
 * by equality, `_sort`, `_count`; no parameter twice).
 * https://cds-hooks.hl7.org/2.0/#prefetch-query-restrictions
 */
export function toPrefetchTemplates(
  prefetch: ServiceFile['prefetch'],
  inputs: PredictorSet,
  panels: Panels,
): Readonly<Record<string, string>> {
  const templates = Object.entries(prefetch).map(([key, group]): [string, string] => {
    switch (group.role) {
      case 'patient':
        return [key, 'Patient/{{context.patientId}}']
      case 'diagnoses':
        // Not by code: a diagnosis in words, under a broader code or one that the site has not mapped
        // must not be overlooked, nor a Condition that an order refers to as its reason.
        return [key, `Condition?patient={{context.patientId}}&_count=${String(group.count)}`]
      case 'procedures':
        // Not by code: an earlier procedure under a local code or in words must not be overlooked.
        return [
          key,
          `Procedure?patient={{context.patientId}}&_sort=-date&_count=${String(group.count)}`,
        ]
      // That imaging exists: what is in a report is not read. Optional, as is the permission for it.
      case 'reports':
        return [
          key,
          `DiagnosticReport?patient={{context.patientId}}&_sort=-date&_count=${String(group.count)}`,
        ]
      case 'studies':
        return [
          key,
          `ImagingStudy?patient={{context.patientId}}&_sort=-started&_count=${String(group.count)}`,
        ]
      case 'observations': {
        const all = [...inputs.predictors, ...inputs.auxiliaries]
        return [key, observationSearch(all, key, { count: group.count, panels })]
      }
    }
  })
  return Object.fromEntries(templates)
}
