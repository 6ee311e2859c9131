/**
 * Fields by which secrets and patients would get into a log line. Nobody writes them; should
 * anybody begin to, the line says that something was there and nothing of it.
 */
export const FORBIDDEN_FIELDS = [
  'access_token',
  'authorization',
  'birthDate',
  'body',
  'claims',
  'content',
  'context',
  'cookie',
  'fhirAuthorization',
  'headers',
  'name',
  'password',
  'patient',
  'patientId',
  'prefetch',
  'request',
  'response',
  'secret',
  'subject',
  'token',
  'userId',
] as const

const CENSORED = '[redacted]'

/**
 * Shapes of what must not be said, in texts that come from libraries: messages and stacks of
 * errors.
 */
const SHAPES: readonly (readonly [shape: RegExp, instead: string])[] = [
  // A JSON Web Token, with or without its signature.
  [/\beyJ[\w-]+\.[\w-]*(?:\.[\w-]*)?/g, CENSORED],
  [/\b(bearer|basic)\s+[^\s"',]+/gi, `$1 ${CENSORED}`],
  // The values of a query: they name patients and codes.
  [/\?[\w.:-]+=[^\s"')]*/g, `?${CENSORED}`],
  // User and password in a URL, as a database's.
  [/\/\/[^\s/@"']+@/g, `//${CENSORED}@`],
  // A FHIR reference, with the id of a resource. https://hl7.org/fhir/R4/references.html#literal
  [/\b(?!Users\/)[A-Z][A-Za-z]{3,40}\/[A-Za-z0-9.-]{1,64}(?![\w./-])/g, CENSORED],
  // What a parser quotes of its text.
  [/, (\.\.\.)?".*?"(\.\.\.)? is not valid JSON/gs, ` ${CENSORED} is not valid JSON`],
]

/** A text without what looks like a token, a query's values, credentials or a resource's id. */
export function scrub(text: unknown): unknown {
  if (typeof text !== 'string') return text
  return SHAPES.reduce((left, [shape, instead]) => left.replace(shape, instead), text)
}

/** Options of pino. */
export const REDACTION = {
  redact: { paths: [...FORBIDDEN_FIELDS], censor: CENSORED },
  serializers: { cause: scrub, why: scrub, warning: scrub },
}
