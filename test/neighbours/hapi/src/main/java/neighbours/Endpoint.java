package neighbours;

import ca.uhn.fhir.batch2.jobs.export.BulkDataExportProvider;
import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.jpa.binary.provider.BinaryAccessProvider;
import ca.uhn.fhir.jpa.partition.PartitionManagementProvider;
import ca.uhn.fhir.jpa.provider.JpaCapabilityStatementProvider;
import ca.uhn.fhir.jpa.provider.JpaSystemProvider;
import ca.uhn.fhir.jpa.provider.ValueSetOperationProvider;
import ca.uhn.fhir.jpa.search.DatabaseBackedPagingProvider;
import ca.uhn.fhir.narrative2.NullNarrativeGenerator;
import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.server.RestfulServer;
import ca.uhn.fhir.rest.server.interceptor.CorsInterceptor;
import ca.uhn.fhir.rest.server.interceptor.RequestValidatingInterceptor;
import ca.uhn.fhir.rest.server.interceptor.ResponseHighlighterInterceptor;
import ca.uhn.fhir.rest.server.interceptor.partition.RequestTenantPartitionInterceptor;
import ca.uhn.fhir.rest.server.provider.ResourceProviderFactory;
import ca.uhn.fhir.rest.server.tenant.UrlBaseTenantIdentificationStrategy;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import java.util.List;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.springframework.context.ApplicationContext;
import org.springframework.web.cors.CorsConfiguration;

/** The REST side of the server, put together as HAPI's starter does it. */
final class Endpoint {
  private Endpoint() {}

  static RestfulServer over(ApplicationContext beans) {
    var fhir = beans.getBean(FhirContext.class);
    fhir.setNarrativeGenerator(new NullNarrativeGenerator());
    var server = new RestfulServer(fhir);
    server.registerProviders(beans.getBean(ResourceProviderFactory.class).createProviders());
    for (var provider : List.of(JpaSystemProvider.class, ValueSetOperationProvider.class,
        BulkDataExportProvider.class, BinaryAccessProvider.class)) server.registerProvider(beans.getBean(provider));
    server.setServerConformanceProvider(new JpaCapabilityStatementProvider(
        server, beans.getBean(IFhirSystemDao.class), beans.getBean(JpaStorageSettings.class),
        beans.getBean(ISearchParamRegistry.class), beans.getBean(IValidationSupport.class)));
    var paging = beans.getBean(DatabaseBackedPagingProvider.class);
    paging.setDefaultPageSize(20);
    paging.setMaximumPageSize(Settings.PAGE_SIZE);
    server.setPagingProvider(paging);
    server.setDefaultResponseEncoding(EncodingEnum.JSON);
    server.setDefaultPrettyPrint(true);
    server.registerInterceptor(new ResponseHighlighterInterceptor());
    server.registerInterceptor(openToPages());
    if (Settings.VALIDATE) validateRequests(server, beans);
    if (Settings.TENANTS) separateTenants(server, beans);
    return server;
  }

  private static CorsInterceptor openToPages() {
    var cors = new CorsConfiguration();
    cors.setAllowedOriginPatterns(List.of("*"));
    cors.setAllowedHeaders(List.of("*"));
    cors.setExposedHeaders(List.of("Location", "Content-Location"));
    cors.setAllowedMethods(List.of("GET", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "HEAD"));
    return new CorsInterceptor(cors);
  }

  private static void validateRequests(RestfulServer server, ApplicationContext beans) {
    var validating = new RequestValidatingInterceptor();
    var known = new ValidationSupportChain(
        Dicom.ofToday(beans.getBean(FhirContext.class)), beans.getBean(IValidationSupport.class));
    validating.setValidatorModules(List.of(new FhirInstanceValidator(known)));
    server.registerInterceptor(validating);
  }

  private static void separateTenants(RestfulServer server, ApplicationContext beans) {
    server.setTenantIdentificationStrategy(new UrlBaseTenantIdentificationStrategy());
    server.registerInterceptor(beans.getBean(RequestTenantPartitionInterceptor.class));
    server.registerProvider(beans.getBean(PartitionManagementProvider.class));
  }
}
