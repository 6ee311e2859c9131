export const HOOK_NAMES = ['order-select', 'order-sign', 'order-dispatch', 'patient-view'] as const

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

/**
 * The versions of CDS Hooks that clients speak. `2.0` is also 2.0.1, its errata; `3.0` is the
 * ballot of January 2026. No request says its version: it is a setting of the client.
 */
export const CDS_HOOKS_VERSIONS = ['1.0', '1.1', '2.0', '3.0'] as const

export type CdsHooksVersion = (typeof CDS_HOOKS_VERSIONS)[number]

export function isAtLeast(version: CdsHooksVersion, least: CdsHooksVersion): boolean {
  return CDS_HOOKS_VERSIONS.indexOf(version) >= CDS_HOOKS_VERSIONS.indexOf(least)
}

/** The semantic version of the specification, which discovery names since 3.0. */
export const SPECIFICATION_VERSION = '3.0.0'
