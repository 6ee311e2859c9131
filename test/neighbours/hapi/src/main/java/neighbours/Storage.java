package neighbours;

import ca.uhn.fhir.batch2.api.IJobMaintenanceService;
import ca.uhn.fhir.batch2.jobs.config.Batch2JobsConfig;
import ca.uhn.fhir.batch2.maintenance.JobMaintenanceServiceImpl;
import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings.ClientIdStrategyEnum;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings.IdStrategyEnum;
import ca.uhn.fhir.jpa.api.config.ThreadPoolFactoryConfig;
import ca.uhn.fhir.jpa.batch2.JpaBatch2Config;
import ca.uhn.fhir.jpa.binary.api.IBinaryStorageSvc;
import ca.uhn.fhir.jpa.binstore.DatabaseBinaryContentStorageSvcImpl;
import ca.uhn.fhir.jpa.config.HapiJpaConfig;
import ca.uhn.fhir.jpa.config.r4.JpaR4Config;
import ca.uhn.fhir.jpa.config.util.HapiEntityManagerFactoryUtil;
import ca.uhn.fhir.jpa.model.config.PartitionSettings;
import ca.uhn.fhir.jpa.model.config.SubscriptionSettings;
import ca.uhn.fhir.jpa.model.dialect.HapiFhirH2Dialect;
import ca.uhn.fhir.jpa.subscription.channel.config.SubscriptionChannelConfig;
import jakarta.persistence.EntityManagerFactory;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;

/** HAPI's storage of R4 in a database in memory. The channels of subscriptions carry the steps of its jobs. */
@Configuration
@Import({
  JpaR4Config.class,
  HapiJpaConfig.class,
  JpaBatch2Config.class,
  Batch2JobsConfig.class,
  SubscriptionChannelConfig.class,
  ThreadPoolFactoryConfig.class
})
class Storage {
  @Bean
  DataSource dataSource() {
    var pool = JdbcConnectionPool.create("jdbc:h2:mem:hapi;DB_CLOSE_DELAY=-1", "sa", "");
    pool.setMaxConnections(30);
    return pool;
  }

  @Bean
  LocalContainerEntityManagerFactoryBean entityManagerFactory(
      ConfigurableListableBeanFactory beans, FhirContext fhir, JpaStorageSettings settings, DataSource database) {
    var factory = HapiEntityManagerFactoryUtil.newEntityManagerFactory(beans, fhir, settings);
    factory.setPersistenceUnitName("HAPI_PU");
    factory.setDataSource(database);
    factory.setJpaPropertyMap(Map.of(
        "hibernate.dialect", HapiFhirH2Dialect.class.getName(),
        "hibernate.hbm2ddl.auto", "create",
        "hibernate.jdbc.batch_size", "20",
        "hibernate.search.enabled", "false"));
    return factory;
  }

  @Bean
  JpaTransactionManager transactionManager(EntityManagerFactory factory) {
    return new JpaTransactionManager(factory);
  }

  @Bean
  JpaStorageSettings storageSettings() {
    var settings = new JpaStorageSettings();
    settings.setAllowExternalReferences(true);
    settings.setReuseCachedSearchResultsForMillis(Settings.REUSE_MILLIS);
    settings.setExpireSearchResultsAfterMillis(Settings.EXPIRE_MILLIS);
    // As in HAPI's starter: a search that has more than 13 matches does not know its total at once.
    settings.setSearchPreFetchThresholds(List.of(13, 503, 2003, -1));
    settings.setFetchSizeDefaultMaximum(Settings.PAGE_SIZE);
    settings.setResourceClientIdStrategy(Settings.CLIENT_IDS);
    if (Settings.CLIENT_IDS == ClientIdStrategyEnum.ANY) settings.setResourceServerIdStrategy(IdStrategyEnum.UUID);
    return settings;
  }

  @Bean
  PartitionSettings partitionSettings() {
    var settings = new PartitionSettings();
    settings.setPartitioningEnabled(Settings.TENANTS);
    if (Settings.TENANTS) settings.setDefaultPartitionId(0);
    return settings;
  }

  @Bean
  SubscriptionSettings subscriptionSettings() {
    return new SubscriptionSettings();
  }

  @Bean
  IBinaryStorageSvc binaryStorage() {
    return new DatabaseBinaryContentStorageSvcImpl();
  }

  /** The frequency counts only when it is set before the context has started: afterwards the job is scheduled. */
  @Bean
  SmartInitializingSingleton jobFrequency(IJobMaintenanceService jobs) {
    return () -> ((JobMaintenanceServiceImpl) jobs).setScheduledJobFrequencyMillis(Settings.JOB_MILLIS);
  }
}
