import { z } from 'zod'
import { setting, text, wholeNumber } from './setting.ts'

/** Who may call, how often, and with how much. */
export const ACCESS_SETTINGS = {
  authMode: setting('AUTH_MODE', z.enum(['required', 'optional', 'sandbox']).optional(), {
    about:
      'Whether clients must prove who they are: `required`, `optional` (who sends no token is anonymous), or `sandbox` (also trusts a key that anybody can use).',
    otherwise: '`sandbox` with the sandbox, else `required`',
    example: 'required',
  }),
  clientsFile: setting('CLIENTS_FILE', text.optional(), {
    about: 'The registered clients, their keys, FHIR servers and limits (SECURITY.md).',
    otherwise: 'none; needed with `AUTH_MODE=required`',
    reload: 'the file',
    example: '/etc/tace-cds/clients.json',
  }),
  corsOrigins: setting(
    'CORS_ORIGINS',
    z
      .string()
      .transform((list) => list.split(',').map((origin) => origin.trim()))
      .optional(),
    {
      about: 'Origins whose pages may call, separated by commas; `*` for any.',
      otherwise: '`*` with the sandbox, else none',
      example: 'https://ehr.hospital.example',
    },
  ),
  ratePerMinute: setting('RATE_PER_MINUTE', wholeNumber(1, 100_000_000).default(3_000), {
    about: 'Requests from one client, where its registration says nothing else.',
    unit: '1/min',
  }),
  bodyLimitBytes: setting(
    'BODY_LIMIT_BYTES',
    wholeNumber(1_000, 100_000_000).default(5 * 1024 * 1024),
    { about: 'Largest body of a request, after decompression.', unit: 'bytes' },
  ),
  concurrentRequests: setting('CONCURRENT_REQUESTS', wholeNumber(1, 100_000).default(100), {
    about: 'Requests that are worked on at once; one client has half of the turns at most.',
  }),
  queuedRequests: setting('QUEUED_REQUESTS', wholeNumber(0, 100_000).default(200), {
    about: 'Requests that may wait for their turn; further ones get 503 with Retry-After.',
  }),
  requestTimeoutMs: setting('REQUEST_TIMEOUT_MS', wholeNumber(500, 600_000).default(30_000), {
    about: 'Time for a request to arrive in full.',
    unit: 'ms',
  }),
} as const
