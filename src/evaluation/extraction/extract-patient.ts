import type { PrefetchSlots } from '../../clinical/assessment/slots.ts'
import { identityOf, isAboutPatient } from '../../clinical/fhir/patient-identity.ts'
import type { FhirResource } from '../../clinical/fhir/resource.ts'
import type { Assessment } from '../../clinical/assessment/assess.ts'
import {
  assessRecord,
  type RecordToAssess,
  toRelevantOrder,
} from '../../clinical/assessment/assess-record.ts'
import { toAssessmentBasis } from '../../clinical/assessment/assessment-basis.ts'
import type { BoardJudgement } from '../../hook/answered-order.ts'
import type { BoardDefinition } from '../../hook/board.ts'
import { toBoardJudge } from '../../hook/board-judge.ts'
import type { Service } from '../../hook/service.ts'
import { recordAtIndexDate } from './record-at-index-date.ts'
import { type FirstTreatment, firstOf, type NoIndexDate, readTreatment } from './first-treatment.ts'

/** One patient's record, as acquisition or a Bulk Data export brings it. */
export interface PatientMaterial {
  readonly patientId: string
  readonly slots: PrefetchSlots
  readonly orders: readonly FhirResource[]
}

/** What a board of published scores says of the patient as of the first treatment. */
export interface ScoredBoard {
  readonly board: BoardDefinition
  readonly judgement: BoardJudgement
}

export type Extracted =
  | { readonly kind: 'not-treated' }
  | { readonly kind: 'no-index-date'; readonly why: NoIndexDate }
  | {
      readonly kind: 'assessed'
      readonly first: FirstTreatment
      readonly assessment: Assessment
      readonly scores: ScoredBoard | undefined
    }

/**
 * The order of the first treatment as the service would have seen it. A procedure without its order
 * stands for one of that time.
 */
function orderOf({ treatment, time }: FirstTreatment): FhirResource {
  const { resource, kind } = treatment
  if (kind === 'order') return { ...resource, status: 'active' }
  const { id, code, bodySite, reasonCode, subject } = resource
  return {
    resourceType: 'ServiceRequest',
    id,
    status: 'active',
    code,
    bodySite,
    reasonCode,
    subject,
    authoredOn: time.written,
  }
}

/**
 * Assesses a patient as of the first treatment, by the same code as the service: the record is cut
 * at the index date, and `now` is that date.
 */
export function extractPatient(
  definition: Service,
  { patientId, slots, orders }: PatientMaterial,
  board?: BoardDefinition,
): Extracted {
  const under = (key: string) => {
    const slot = slots[key]
    return slot?.kind === 'supplied' ? slot.resources : []
  }
  const patient = identityOf(patientId, under(definition.keys.patient))
  const treatments = [...under(definition.keys.procedures), ...orders]
    .filter((resource) => isAboutPatient(resource, patient))
    .map((resource) => readTreatment(resource, definition.order))
    .filter((treatment) => treatment !== undefined)
  if (treatments.length === 0) return { kind: 'not-treated' }
  const first = firstOf(treatments)
  if (typeof first === 'string') return { kind: 'no-index-date', why: first }
  const record = {
    slots: recordAtIndexDate(slots, definition, first),
    patientId,
    order: orderOf(first),
    now: first.time.latest,
  }
  return {
    kind: 'assessed',
    first,
    assessment: assessRecord(definition, record),
    scores: board && scoreRecord(board, record),
  }
}

function scoreRecord(board: BoardDefinition, { order, ...data }: RecordToAssess): ScoredBoard {
  const basis = toAssessmentBasis({ definition: board.base, ...data })
  return { board, judgement: toBoardJudge(board)(toRelevantOrder(order), basis) }
}
