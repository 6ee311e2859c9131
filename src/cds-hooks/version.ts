/**
 * The versions of the specification that differ in what a client understands. No request states
 * one: https://cds-hooks.hl7.org/ has no negotiation.
 */
export const CDS_HOOKS_VERSIONS = ['1.1', '2.0', '3.0'] as const

/** A version of the specification. */
export type CdsHooksVersion = (typeof CDS_HOOKS_VERSIONS)[number]
