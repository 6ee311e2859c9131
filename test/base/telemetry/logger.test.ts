import { describe, expect, test } from '@jest/globals'
import { fc } from '../../support/property.ts'
import { toLogger } from '../../../src/base/telemetry/logger.ts'
import { FORBIDDEN_FIELDS } from '../../../src/base/telemetry/scrub.ts'

/** What becomes of the fields of a line. */
function logged(fields: Readonly<Record<string, unknown>>): string {
  const lines: string[] = []
  toLogger('info', { write: (line) => void lines.push(line) }).error(fields, 'failed')
  return lines.join('')
}

/** Secrets and persons, in every form in which they come along. */
const SECRETS = [
  'eyJhbGciOiJFUzM4NCJ9.eyJpc3MiOiJzZWNyZXQifQ.c2lnbmF0dXJl',
  'Bearer 4f7c-access-token',
  'Authorization: bearer 4f7c-access-token',
  'Basic dXNlcjpwYXNz',
  'GET https://ehr.example/fhir/Observation?patient=4711&code=751-8 failed',
  'postgres://cds:hunter2@db.example:5432/cds refused',
  'Patient/zhang-wei-4711 was not found',
  'subject is https://ehr.example/fhir/Patient/4711',
  `Unexpected token 'Z', ..."family":"Zhang"... is not valid JSON`,
]
const TELL_TALES = /eyJ|4f7c|dXNlc|751-8|hunter2|4711|zhang|"family|Zhang/i

describe('a log line', () => {
  test.each(SECRETS)('does not say %j, as a cause or a reason', (secret) => {
    expect(SECRETS.join(' ')).toMatch(TELL_TALES)
    expect(logged({ cause: secret })).not.toMatch(TELL_TALES)
    expect(logged({ why: `before ${secret} after` })).not.toMatch(TELL_TALES)
    expect(logged({ cause: new Error(secret).stack })).not.toMatch(TELL_TALES)
  })

  test.each(FORBIDDEN_FIELDS)('says nothing of a field %s, whatever it holds', (field) => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const line = JSON.parse(logged({ [field]: { value, mark: 'zq-mark' } })) as object
        expect(line).toMatchObject({ [field]: '[redacted]' })
      }),
      { numRuns: 20 },
    )
  })

  test('keeps what helps: codes, names of errors, places in the code', () => {
    const { stack } = new TypeError('x is not a function')
    const line = logged({ fault: 'internal', cause: stack, why: 'bad-signature', status: 500 })
    expect(line).toContain('TypeError: x is not a function')
    expect(line).toContain('logger.test.ts')
    expect(JSON.parse(line)).toMatchObject({ fault: 'internal', why: 'bad-signature', status: 500 })
  })

  test('is one line of JSON, whatever is in it', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (why, cause) => {
        const line = logged({ why, cause })
        expect(line.indexOf('\n')).toBe(line.length - 1)
        expect(() => JSON.parse(line) as unknown).not.toThrow()
      }),
    )
  })
})
