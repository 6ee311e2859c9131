import type { Terminal } from '../../base/terminal/terminal.ts'
import { toPatientData } from '../fetch/patient-data.ts'
import type { CdsService } from '../service.ts'
import type { ExaminationPorts } from './examine-patient.ts'

/** A person waits at a terminal, not a physician at an order. */
const BUDGET_MS = 30_000
const PATIENCE_MS = 10_000

/** The same function each time, or a second patient would close the connections of the first. */
const anywhere = () => true

/**
 * What the examination of one patient needs: the service that signs orders, and any FHIR server
 * that the person at the terminal names.
 *
 * @throws {Error} When no service listens to order-sign.
 */
export function openExamination(
  services: readonly CdsService[],
  { clock, newUuid }: Pick<Terminal, 'clock' | 'newUuid'>,
): ExaminationPorts {
  const service = services.find(({ entry }) => entry.hook === 'order-sign')
  if (service === undefined) throw new Error('no service listens to order-sign')
  const patientData = toPatientData(() => ({
    budgetMs: BUDGET_MS,
    patienceMs: PATIENCE_MS,
    mayConnectTo: anywhere,
  }))
  const ports = {
    patientData,
    // What is shown at a terminal spares no clinician a card.
    shown: { remember: () => undefined, has: () => false },
    ordersPerCall: 1,
    clock,
    newUuid,
    digest: () => '',
    pageUrl: (path: string) => `https://tace-cds.invalid/${path}`,
  }
  return { service, ports, close: () => patientData.close() }
}
