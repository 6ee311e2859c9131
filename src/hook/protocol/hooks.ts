/** The hooks that this project listens to. */
export const HOOK_NAMES = ['order-select', 'order-sign', 'order-dispatch', 'patient-view'] as const

/** One of {@link HOOK_NAMES}. */
export type HookName = (typeof HOOK_NAMES)[number]

/**
 * The version of each hook's definition, as the table at its head says; discovery names it since
 * 3.0. https://build.fhir.org/ig/HL7/cds-hooks-library/
 */
export const HOOK_VERSIONS: Readonly<Record<HookName, string>> = {
  'order-select': '1.0',
  'order-sign': '1.0',
  'order-dispatch': '1.1',
  'patient-view': '1.0',
}
