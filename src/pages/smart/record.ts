import type { SinceByKey } from '../../hook/call.ts'
import { resolveTemplate } from '../../hook/protocol/discovery.ts'
import {
  OMITTED,
  type PrefetchSlot,
  type PrefetchSlots,
  reasonsOf,
  withoutUnknownPatient,
} from '../../clinical/assessment/slots.ts'
import type { FhirResource } from '../../clinical/fhir/resource.ts'
import { tellsOfImaging } from '../../hook/look-back.ts'
import { KnownFailure } from './failure.ts'
import type { Session } from './session.ts'

function refuseWithoutAnything(slots: PrefetchSlots, server: string): void {
  const all = Object.values(slots)
  if (all.some(({ kind }) => kind === 'supplied')) return
  const reasons = all.flatMap(reasonsOf)
  if (reasons.includes('unknown-patient')) throw new KnownFailure('noSuchPatient', server)
  const isForbidden = reasons.includes('not-permitted')
  throw new KnownFailure(isForbidden ? 'notPermitted' : 'serverDown', server)
}

/**
 * The slots of prefetch templates, read with the app's own token.
 *
 * @param since - By key, before when nothing is of use.
 * @throws {KnownFailure} When the token has expired.
 */
export async function readMore(
  session: Session,
  templates: Readonly<Record<string, string>>,
  since: SinceByKey,
): Promise<PrefetchSlots> {
  const context = { patientId: session.patientId }
  const slots = await Promise.all(
    Object.entries(templates).map(async ([key, template]) => {
      const path = resolveTemplate(template, context)
      const slot: PrefetchSlot = path === undefined ? OMITTED : await session.read(path, since[key])
      return [key, slot] as const
    }),
  )
  return Object.fromEntries(slots)
}

/**
 * The slots of the prefetch templates of the CDS Service.
 *
 * @throws {KnownFailure} When the token has expired, or nothing at all can be read.
 */
export async function readSlots(
  session: Session,
  templates: Readonly<Record<string, string>>,
  patientKey: string,
  since: SinceByKey,
): Promise<PrefetchSlots> {
  const record = withoutUnknownPatient(await readMore(session, templates, since), patientKey)
  const needed = Object.entries(record).filter(([key]) => !tellsOfImaging(templates[key]))
  refuseWithoutAnything(Object.fromEntries(needed), session.server)
  return record
}

/** The order that a card was about, when the server has it: a draft often is not there. */
export async function readOrder(session: Session): Promise<FhirResource | undefined> {
  const reference = session.context?.order ?? ''
  if (!/^[A-Za-z]+\/[\w.-]+$/.test(reference)) return undefined
  const slot = await session.read(reference)
  return slot.kind === 'supplied' ? slot.resources[0] : undefined
}
