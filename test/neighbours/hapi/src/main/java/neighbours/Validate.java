package neighbours;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.FhirVersionEnum;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.validation.FhirValidator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.PrePopulatedValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.SnapshotGeneratingValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.UnknownCodeSystemWarningValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;

/**
 * HL7's validator against base R4, or R5 by the property `fhir`, without a server: the arguments are files (*.json, *.ndjson) and folders. It prints
 * a line of JSON for each finding, and a last one {"resources": n}. What the property `definitions` names, a folder of
 * CodeSystems, StructureDefinitions and ValueSets, is known to it beside R4's own.
 */
public final class Validate {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  private final FhirValidator validator;
  private int resources = 0;

  private Validate(FhirValidator validator) {
    this.validator = validator;
  }

  public static void main(String[] args) throws IOException {
    System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", System.getProperty("log", "error"));
    var fhir = FhirContext.forCached(FhirVersionEnum.valueOf(System.getProperty("fhir", "R4")));
    if (isR4(fhir)) CorePackage.install(fhir);
    var validate = new Validate(fhir.newValidator().registerValidatorModule(new FhirInstanceValidator(knownTo(fhir))));
    for (var arg : args) validate.checkBelow(Path.of(arg));
    OUT.println(JSON.writeValueAsString(Map.of("resources", validate.resources)));
  }

  private static boolean isR4(FhirContext fhir) {
    return fhir.getVersion().getVersion() == FhirVersionEnum.R4;
  }

  private static ValidationSupportChain knownTo(FhirContext fhir) throws IOException {
    var own = new PrePopulatedValidationSupport(fhir);
    var definitions = System.getProperty("definitions");
    if (definitions != null) {
      for (var path : filesBelow(Path.of(definitions))) {
        own.addResource(fhir.newJsonParser().parseResource(Files.readString(path)));
      }
    }
    var chain = new ValidationSupportChain(
        own,
        new DefaultProfileValidationSupport(fhir),
        new CommonCodeSystemsTerminologyService(fhir),
        new InMemoryTerminologyServerValidationSupport(fhir),
        new SnapshotGeneratingValidationSupport(fhir),
        // Without a terminology server SNOMED CT and LOINC are unknown: a warning, not an error.
        new UnknownCodeSystemWarningValidationSupport(fhir));
    if (isR4(fhir)) chain.addValidationSupport(1, Dicom.ofToday(fhir));
    return chain;
  }

  private static List<Path> filesBelow(Path root) throws IOException {
    try (var paths = Files.walk(root)) {
      return paths.filter(Files::isRegularFile).filter(path -> path.toString().endsWith("json")).sorted().toList();
    }
  }

  private void checkBelow(Path root) throws IOException {
    for (var path : filesBelow(root)) {
      var texts = path.toString().endsWith(".ndjson") ? Files.readAllLines(path) : List.of(Files.readString(path));
      for (int i = 0; i < texts.size(); i++) if (!texts.get(i).isBlank()) check(path, i + 1, texts.get(i));
    }
  }

  private void check(Path path, int resource, String text) throws IOException {
    resources++;
    for (var message : validator.validateWithResult(text).getMessages()) {
      var finding = new LinkedHashMap<String, Object>();
      finding.put("file", path.toString());
      finding.put("resource", resource);
      finding.put("severity", message.getSeverity().getCode());
      finding.put("location", message.getLocationString());
      finding.put("rule", message.getMessageId());
      finding.put("message", message.getMessage());
      OUT.println(JSON.writeValueAsString(finding));
    }
  }
}
