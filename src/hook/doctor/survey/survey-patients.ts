import { readFileSync } from 'node:fs'
import type { Instant } from '../../../base/time.ts'
import type { PatientData } from '../../call.ts'
import type { CdsService } from '../../service.ts'
import { terminalGrant } from '../terminal-grant.ts'
import { lookAtPatient, type PatientLook } from './look-at-patient.ts'
import { type Survey, toSurvey } from './survey.ts'

/** Whom to look at, and where. */
export interface SurveyRequest {
  readonly patientIds: readonly string[]
  readonly patientData: PatientData
  /** Not given where the records are at hand. */
  readonly fhirServer: string | undefined
  readonly accessToken: string | undefined
  readonly now: Instant
}

/** Patients that are looked at beside each other: a server is not to be flooded. */
const AT_ONCE = 4

const requestFor = (patientId: string, { fhirServer, accessToken }: SurveyRequest) => ({
  hook: 'patient-view' as const,
  hookInstance: 'doctor',
  fhirServer,
  fhirAuthorization: terminalGrant(accessToken, 'doctor'),
  prefetch: {},
  context: { userId: 'Practitioner/doctor', patientId },
})

/** Looks at many patients, and says what is seen of them together. */
export async function surveyPatients(service: CdsService, request: SurveyRequest): Promise<Survey> {
  const { patientIds, patientData, now } = request
  const looks: PatientLook[] = []
  const waiting = [...patientIds]
  const work = async () => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift())
      looks.push(await lookAtPatient(service, requestFor(id, request), patientData, now))
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return toSurvey(looks)
}

/**
 * The ids of a file, one a line; `Patient/` before one, and an empty line, do not count.
 *
 * @throws {Error} When it holds none.
 */
export function readPatientIds(path: string): readonly string[] {
  const ids = readFileSync(path, 'utf8')
    .split(/\r?\n/)
    .map((line) =>
      line
        .trim()
        .replace(/^\uFEFF/, '')
        .replace(/^Patient\//, ''),
    )
    .filter((line) => line !== '')
  if (ids.length === 0) throw new Error(`${path} holds no patient id`)
  return [...new Set(ids)]
}
