package neighbours;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.hl7.fhir.r4.model.StructureDefinition.StructureDefinitionKind;

/**
 * The package of R4's resources. HAPI has their definitions, but where an extension may stand the validator looks up in
 * the package, which it takes from the folder of packages in the user's home, or else from the network.
 */
final class CorePackage {
  private static final String NAME = "hl7.fhir.r4.core";
  private static final String VERSION = "4.0.1";

  private CorePackage() {}

  /** Makes the package in a home of its own. */
  static void install(FhirContext fhir) throws IOException {
    var home = Files.createTempDirectory("fhir-home");
    Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(home)));
    System.setProperty("user.home", home.toString());
    var folder = home.resolve(".fhir/packages/%s#%s/package".formatted(NAME, VERSION));
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("package.json"),
        """
        {"name": "%s", "version": "%s", "type": "Core", "fhirVersions": ["%s"], "url": "http://hl7.org/fhir/R4"}
        """
            .formatted(NAME, VERSION, VERSION));
    List<StructureDefinition> definitions = new DefaultProfileValidationSupport(fhir).fetchAllStructureDefinitions();
    for (var definition : definitions) {
      if (definition.getKind() != StructureDefinitionKind.RESOURCE) continue;
      var file = folder.resolve("StructureDefinition-%s.json".formatted(definition.getIdElement().getIdPart()));
      Files.writeString(file, fhir.newJsonParser().encodeResourceToString(definition));
    }
  }

  private static void remove(Path folder) {
    try (var paths = Files.walk(folder)) {
      paths.sorted((a, b) -> b.compareTo(a)).forEach(path -> path.toFile().delete());
    } catch (IOException e) {
      System.err.println(e.getMessage());
    }
  }
}
