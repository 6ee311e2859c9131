package neighbours;

import ca.uhn.fhir.jpa.api.config.JpaStorageSettings.ClientIdStrategyEnum;

/** What a test may set, as system properties; the defaults are HAPI's own but for the speed of jobs. */
final class Settings {
  /** Size of the greatest page, whatever `_count` says. */
  static final int PAGE_SIZE = Integer.getInteger("pageSize", Integer.MAX_VALUE);

  /** How long the answer of a search is given to the next who asks the same. */
  static final long REUSE_MILLIS = Long.getLong("reuseMillis", 60_000);

  /** How long a page can be asked for by its link (`_getpages`). */
  static final long EXPIRE_MILLIS = Long.getLong("expireMillis", 3_600_000);

  /** How often a job such as `$export` takes a step: HAPI's own is a minute. */
  static final long JOB_MILLIS = Long.getLong("jobMillis", 500);

  /** Which ids a client may choose; with ANY also numbers, and the server's own are UUIDs. */
  static final ClientIdStrategyEnum CLIENT_IDS =
      ClientIdStrategyEnum.valueOf(System.getProperty("clientIds", "ALPHANUMERIC"));

  /** Whether a resource that does not pass the validator is refused (422). */
  static final boolean VALIDATE = Boolean.getBoolean("validate");

  /** Whether each tenant has a URL of its own: `/fhir/DEFAULT/Patient`. */
  static final boolean TENANTS = Boolean.getBoolean("tenants");

  private Settings() {}
}
