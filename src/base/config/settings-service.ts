import { z } from 'zod'
import { BLOCKED_PORT, isBlockedPort } from '../blocked-ports.ts'
import { SHIPPED_BASE } from '../canonical.ts'
import { flag, onOff, setting, text, webUrl, wholeNumber } from './setting.ts'

/** 0 means any free port; it is never called by that number. */
const callablePort = wholeNumber(0, 65_535).refine(
  (port) => port === 0 || !isBlockedPort(port),
  BLOCKED_PORT,
)

const trustProxy = z.union([flag, z.string().regex(/^\d+$/).transform(Number), text])

/** What the service is, where it listens, and what its cards and pages say. */
export const SERVICE_SETTINGS = {
  isSandbox: setting('SANDBOX', flag.default(true), {
    about:
      'Adds an embedded FHIR server with synthetic patients and the mock EHR, and lets testers call. Never in production. `--no-sandbox` is the same as `false`.',
  }),
  hasLocalCodes: setting('SANDBOX_LOCAL_CODES', flag.default(false), {
    about:
      "The sandbox's patients have codes of their hospital alone (fixtures/local-codes.json): to try `npx tace-cds init`.",
  }),
  host: setting('HOST', text.optional(), {
    about: 'Address of this machine on which the service listens.',
    otherwise: '`127.0.0.1` with the sandbox, else `0.0.0.0`',
    example: '0.0.0.0',
  }),
  port: setting('PORT', callablePort.default(3000), {
    about: 'Port on which the service listens; 0 for any free one.',
    example: '8080',
  }),
  publicUrl: setting('PUBLIC_URL', webUrl.optional(), {
    about:
      'URL under which clients reach the service. It begins the audience of client tokens and every link of a card.',
    otherwise: 'the URL of the socket',
    example: 'https://cds.hospital.example',
  }),
  trustProxy: setting('TRUST_PROXY', trustProxy.default(false), {
    about:
      'How many proxies stand in front, or their addresses: whose X-Forwarded-For is believed.',
    example: '1',
  }),
  siteFile: setting('SITE_FILE', text.optional(), {
    about: "The hospital's own codes, orders and models (docs/site-file.md).",
    otherwise: 'the services as they are shipped',
    example: '/etc/tace-cds/site.json',
  }),
  servicesFolder: setting('SERVICES_DIR', text.optional(), {
    about: 'Folder that is served instead of cds-services of the program, in the same layout.',
    otherwise: 'the services as they are shipped',
    example: '/etc/tace-cds/cds-services',
  }),
  canonicalBase: setting('CANONICAL_BASE', webUrl.default(SHIPPED_BASE), {
    about:
      "Begins the URLs of the project's own code systems, value sets, extensions and identifiers in all that is written. Codes under the shipped base are still read.",
    example: 'https://fhir.hospital.example/tace',
  }),
  language: setting('CARD_LANGUAGE', z.enum(['en', 'zh-CN']).default('en'), {
    about: 'Language of cards for callers that ask for none.',
    example: 'zh-CN',
  }),
  fetchBudgetMs: setting('FETCH_BUDGET_MS', wholeNumber(100, 30_000).default(2_500), {
    about: 'Time for all reads from a FHIR server within one call; a client may have its own.',
    unit: 'ms',
  }),
  ordersPerCall: setting('ORDERS_PER_CALL', wholeNumber(1, 100).default(20), {
    about:
      "Most orders of one call that are answered; a card says how many of the service's orders were left out.",
  }),
  frameAncestors: setting(
    'FRAME_ANCESTORS',
    z
      .string()
      .regex(/^[^;,]+$/, 'must be CSP sources, separated by blanks')
      .transform((list) => list.trim().split(/\s+/))
      .optional(),
    {
      about: 'Pages that may show the SMART app in a frame, as CSP sources separated by blanks.',
      otherwise: "`'self'`; with the sandbox pages of this machine too",
      example: "'self' https://ehr.hospital.example",
    },
  ),
  smartClientId: setting('SMART_CLIENT_ID', text.default('cds-smart-app'), {
    about: 'Client id under which EHRs know the SMART app.',
  }),
  smartClientsFile: setting('SMART_CLIENTS_FILE', text.optional(), {
    about: 'How single EHRs know the SMART app (docs/integration-guides/smart-app.md).',
    otherwise: 'none; every EHR knows it as SMART_CLIENT_ID',
    example: '/etc/tace-cds/smart-clients.json',
  }),
  hasReportSentences: setting('REPORT_SENTENCES', onOff.default(false), {
    about:
      'Whether the SMART app shows, beside its form, the sentences of a radiology report that speak of an input. The text is read and stays in the browser; no card uses it.',
  }),
  nodeEnvironment: setting('NODE_ENV', z.string().optional(), {
    about: '`production` refuses the sandbox and keys that anybody can use.',
    example: 'production',
  }),
  startedBy: setting('npm_lifecycle_event', z.string().optional(), {
    about: 'Set by npm, which does not pass SIGTERM on.',
    isInternal: true,
  }),
} as const
