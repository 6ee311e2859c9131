import { randomUUID } from 'node:crypto'
import { systemClock } from './base/system-clock.ts'
import type { Clock } from './base/time.ts'
import type { Catalog } from './catalog/load-catalog.ts'
import { toPatientData } from './hook/fetch/patient-data.ts'
import type { HookPorts } from './hook/ports.ts'

/** A person waits at a terminal, not a physician at an order. */
const EXAMINATION_BUDGET_MS = 30_000

/**
 * What the examination of one patient needs: the service that signs orders, and any FHIR server
 * that the person at the terminal names.
 *
 * @throws {Error} When no service listens to order-sign.
 */
export function composeExamination({ services }: Catalog, clock: Clock = systemClock) {
  const service = services.find(({ entry }) => entry.hook === 'order-sign')
  if (service === undefined) throw new Error('no service listens to order-sign')
  const patientData = toPatientData(() => ({
    budgetMs: EXAMINATION_BUDGET_MS,
    mayConnectTo: () => true,
  }))
  const ports: HookPorts = {
    patientData,
    // What is shown at a terminal spares no clinician a card.
    shown: { remember: () => undefined, has: () => false },
    clock,
    newUuid: randomUUID,
    digest: () => '',
    pageUrl: (path) => `https://tace-cds.invalid/${path}`,
  }
  return { service, ports, close: () => patientData.close() }
}
