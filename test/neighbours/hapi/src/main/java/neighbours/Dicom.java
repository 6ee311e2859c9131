package neighbours;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.context.support.IValidationSupport;
import java.util.Map;
import org.hl7.fhir.common.hapi.validation.support.PrePopulatedValidationSupport;
import org.hl7.fhir.r4.model.CodeSystem;

/** R4's copy of the DICOM Controlled Terminology says to be complete: what DICOM defined since is unknown to it. */
final class Dicom {
  private static final String SYSTEM = "http://dicom.nema.org/resources/ontology/DCM";

  /** Names as in DICOM PS3.16 annex D. */
  private static final Map<String, String> LATER = Map.of(
      "113240", "Source image diffusion b-value",
      "113241", "Model fitting method",
      "113250", "Mono-exponential diffusion model",
      "113251", "Bi-exponential (IVIM) diffusion model",
      "113265", "Levenberg-Marquardt",
      "113290", "Mono-exponential Apparent Diffusion Coefficient",
      "113291", "Slow Diffusion Coefficient",
      "113292", "Fast Diffusion Coefficient");

  private Dicom() {}

  /** The terminology with the later codes that are used here; to be asked before R4's own. */
  static IValidationSupport ofToday(FhirContext fhir) {
    var known = (CodeSystem) new DefaultProfileValidationSupport(fhir).fetchCodeSystem(SYSTEM);
    var terminology = known.copy();
    LATER.forEach((code, name) -> terminology.addConcept().setCode(code).setDisplay(name));
    var support = new PrePopulatedValidationSupport(fhir);
    support.addCodeSystem(terminology);
    return support;
  }
}
