import { z } from 'zod'
import { onOff, setting, text, webUrl, wholeNumber } from './setting.ts'

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const

/** How the service is run and watched (docs/run.md). */
export const OPERATION_SETTINGS = {
  configFile: setting('CONFIG_FILE', text.optional(), {
    about:
      'JSON object of further settings by these same names. The environment wins over it. It is named by the environment alone.',
    otherwise: 'the environment alone',
    example: '/etc/tace-cds/config.json',
  }),
  logLevel: setting('LOG_LEVEL', z.enum(LOG_LEVELS).default('info'), {
    about: 'Least severity that is logged.',
    example: 'warn',
  }),
  pseudonymKeyFile: setting('PSEUDONYM_KEY_FILE', text.optional(), {
    about: 'Key of the pseudonyms in extracted cohorts (docs/validation.md).',
    otherwise: 'patients are numbered',
    example: '/run/secrets/pseudonym-key',
  }),
  metrics: setting('METRICS', onOff.optional(), {
    about: 'Whether `GET /metrics` answers.',
    otherwise: '`on` with the sandbox or where METRICS_PORT or METRICS_TOKEN is set, else `off`',
    example: 'on',
  }),
  metricsPort: setting('METRICS_PORT', wholeNumber(0, 65_535).optional(), {
    about:
      'A port of its own for `/metrics` and `/health`, on METRICS_HOST; `/metrics` is then not on the main port.',
    otherwise: 'the main port',
    example: '9464',
  }),
  metricsHost: setting('METRICS_HOST', text.optional(), {
    about: 'Address on which METRICS_PORT listens.',
    otherwise: 'as HOST',
    example: '10.0.0.5',
  }),
  metricsToken: setting(
    'METRICS_TOKEN',
    z.string().min(16, 'must have at least 16 characters').optional(),
    {
      about: 'Bearer token without which `/metrics` answers 401.',
      otherwise: 'none',
      isSecret: true,
    },
  ),
  drainMs: setting('DRAIN_MS', wholeNumber(0, 300_000).optional(), {
    about:
      'At SIGTERM, how long readiness says 503 while requests are still answered, so that a load balancer turns away first.',
    unit: 'ms',
    otherwise: '0 with the sandbox, else 5000',
    example: '10000',
  }),
  shutdownMs: setting('SHUTDOWN_MS', wholeNumber(0, 300_000).default(10_000), {
    about: 'After that, how long requests under way may take before they are cut off.',
    unit: 'ms',
  }),
  traceEndpoint: setting('OTEL_EXPORTER_OTLP_ENDPOINT', webUrl.optional(), {
    about: 'Base URL of an OTLP/HTTP collector: traces go to `/v1/traces` below it.',
    otherwise: 'no traces',
    example: 'http://otel-collector:4318',
  }),
  traceHeaders: setting('OTEL_EXPORTER_OTLP_HEADERS', text.optional(), {
    about: 'Headers for the collector, as `name=value`, separated by commas.',
    otherwise: 'none',
    isSecret: true,
  }),
  traceServiceName: setting('OTEL_SERVICE_NAME', text.default('tace-cds'), {
    about: 'The name under which traces are found.',
  }),
  traceShare: setting('OTEL_TRACES_SAMPLER_ARG', z.coerce.number().min(0).max(1).default(1), {
    about: 'Share of traces kept, of those that no caller began; a caller decides about its own.',
    example: '0.1',
  }),
} as const
