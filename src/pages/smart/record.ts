import { resolveTemplate } from '../../hook/protocol/discovery.ts'
import type { PrefetchSlot, PrefetchSlots } from '../../clinical/assessment/slots.ts'
import type { FhirResource } from '../../clinical/fhir/resource.ts'
import { statusOf, toFailure, KnownFailure } from './failure.ts'
import type { Session } from './session.ts'

const WHY: Readonly<Record<number, Extract<PrefetchSlot, { kind: 'failed' }>['why']>> = {
  403: 'not-permitted',
  404: 'not-found',
  410: 'not-found',
}

async function readSlot({ read }: Session, path: string): Promise<PrefetchSlot> {
  try {
    return { kind: 'supplied', by: 'fhir-server', ...(await read(path)) }
  } catch (error) {
    // An expired sign-in is not a gap in the record: nothing can be said without a new one.
    if (statusOf(error) === 401) throw new KnownFailure('expired')
    return { kind: 'failed', why: WHY[statusOf(error) ?? 0] ?? 'server-error' }
  }
}

function refuseWithoutAnything(slots: PrefetchSlots, server: string): void {
  const all = Object.values(slots)
  if (all.some(({ kind }) => kind === 'supplied')) return
  const isForbidden = all.some((slot) => slot.kind === 'failed' && slot.why === 'not-permitted')
  throw new KnownFailure(isForbidden ? 'notPermitted' : 'serverDown', server)
}

/**
 * What searches bring, by prefetch key, read with the app's own token.
 *
 * @throws {KnownFailure} When the token has expired.
 */
export async function readMore(
  session: Session,
  templates: Readonly<Record<string, string>>,
): Promise<PrefetchSlots> {
  const context = { patientId: session.patientId }
  const slots = await Promise.all(
    Object.entries(templates).map(async ([key, template]) => {
      const path = resolveTemplate(template, context)
      const slot: PrefetchSlot =
        path === undefined ? { kind: 'unavailable' } : await readSlot(session, path)
      return [key, slot] as const
    }),
  )
  return Object.fromEntries(slots)
}

/**
 * The record by prefetch key, by the searches of the CDS Service.
 *
 * @throws {KnownFailure} When the token has expired, or nothing at all can be read.
 */
export async function readSlots(
  session: Session,
  templates: Readonly<Record<string, string>>,
): Promise<PrefetchSlots> {
  const record = await readMore(session, templates)
  refuseWithoutAnything(record, session.server)
  return record
}

/** The order that a card was about, when the server has it: a draft often is not there. */
export async function readOrder(session: Session): Promise<FhirResource | undefined> {
  const reference = session.context?.order ?? ''
  if (!/^[A-Za-z]+\/[\w.-]+$/.test(reference)) return undefined
  try {
    return (await session.read(reference)).resources[0]
  } catch (error) {
    const { kind } = toFailure(error)
    if (kind === 'expired') throw error
    return undefined
  }
}
