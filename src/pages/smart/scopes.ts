const V1_ONLY =
  'patient/Patient.read patient/Condition.read patient/Procedure.read patient/Observation.* patient/ServiceRequest.* patient/RiskAssessment.write patient/DiagnosticReport.read patient/ImagingStudy.read patient/QuestionnaireResponse.write patient/Provenance.write'

const V2 =
  'patient/Patient.r patient/Condition.rs patient/Procedure.rs patient/Observation.crus patient/ServiceRequest.cr patient/RiskAssessment.cs patient/DiagnosticReport.rs patient/ImagingStudy.rs patient/QuestionnaireResponse.c patient/Provenance.c'

/**
 * What the app asks for: who signed in, who is the author of what is sent; to read what the model
 * needs, and to write what a person sends. In SMART 2 scopes unless the server says that it knows
 * the first version only.
 */
export function scopesFor(capabilities: readonly unknown[], isEhrLaunch: boolean): string {
  const isOld = capabilities.includes('permission-v1') && !capabilities.includes('permission-v2')
  return `${isEhrLaunch ? 'launch' : 'launch/patient'} openid fhirUser ${isOld ? V1_ONLY : V2}`
}
