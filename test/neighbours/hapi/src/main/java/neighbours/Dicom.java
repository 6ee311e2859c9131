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
  private static final Map<String, String> LATER = Map.ofEntries(
      Map.entry("113240", "Source image diffusion b-value"),
      Map.entry("113241", "Model fitting method"),
      Map.entry("113250", "Mono-exponential diffusion model"),
      Map.entry("113251", "Bi-exponential (IVIM) diffusion model"),
      Map.entry("113252", "Kurtosis diffusion model"),
      Map.entry("113253", "Gamma distribution model"),
      Map.entry("113254", "Stretched exponential diffusion model"),
      Map.entry("113255", "Truncated Gaussian diffusion model"),
      Map.entry("113265", "Levenberg-Marquardt"),
      Map.entry("113290", "Mono-exponential Apparent Diffusion Coefficient"),
      Map.entry("113291", "Slow Diffusion Coefficient"),
      Map.entry("113292", "Fast Diffusion Coefficient"));

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
