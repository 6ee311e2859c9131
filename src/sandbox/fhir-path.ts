/** Where the sandbox's FHIR server is, under the URL of the service. */
export const SANDBOX_FHIR_PATH = '/sandbox/fhir'
