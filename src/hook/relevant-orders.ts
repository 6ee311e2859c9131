import { type RelevantOrder } from '../clinical/assessment/relevant-order.ts'
import {
  type BundleEntry,
  namesOfEntry,
  readEntries,
  referenceToEntry,
  type Resolve,
  toResolve,
} from '../clinical/fhir/bundle-entries.ts'
import { identityOf, isAboutPatient } from '../clinical/fhir/patient-identity.ts'
import { type OrderView, readOrder } from '../clinical/fhir/order.ts'
import { isOrderType } from '../clinical/fhir/ordered-codes.ts'
import {
  type FhirResource,
  localReference,
  readBundle,
  readReference,
} from '../clinical/fhir/resource.ts'
import type { OrderRecognition } from '../clinical/recognition/definition.ts'
import { recogniseOrder } from '../clinical/recognition/recognise.ts'
import type { DraftOrdersRequest } from './protocol/hook-request.ts'
import { refuse } from './protocol/parse.ts'
import { flatMapInTurns } from '../base/in-turns.ts'

/**
 * The orders of a request that concern the service, and how many were passed over because nothing
 * in them could be read.
 */
export interface RelevantOrders {
  readonly orders: readonly RelevantOrder[]
  readonly passedOver: number
  /** Selections that name no entry of the draft orders. */
  readonly selectionsOfNothing?: number
}

/** The names that a selection may mean: an id, with its type or without, or a `fullUrl`. */
const meantBy = (selection: string) => [selection, localReference(selection)]

/** Whether one of some names is a name of an entry. */
const isNamed = (entry: BundleEntry, names: ReadonlySet<string>) =>
  [...namesOfEntry(entry)].some((name) => names.has(name))

/**
 * Whether an order is the patient's. One whose subject only has a name inside the Bundle or inside
 * the order is believed, unless the Bundle knows it as another patient.
 */
function isOrderOf(order: FhirResource, patientId: string, resolve: Resolve): boolean {
  const subject = readReference(order['subject']) ?? readReference(order['patient']) ?? ''
  if (subject.startsWith('#')) return true
  const patient = identityOf(patientId)
  if (!subject.startsWith('urn:')) return isAboutPatient(order, patient)
  const named = resolve(subject, order)
  return named?.['id'] === undefined || isAboutPatient(named, patient)
}

/** An order by the name that its entry has, which it may have from the entry alone. */
function readDraft(entry: BundleEntry, resolve: Resolve): OrderView | undefined {
  const order = readOrder(entry.resource, resolve)
  return order && { ...order, reference: referenceToEntry(entry) }
}

async function relevantAmong(
  entries: readonly BundleEntry[],
  patientId: string,
  isMeant: (entry: BundleEntry) => boolean,
  by: OrderRecognition,
): Promise<RelevantOrders> {
  const resolve = toResolve(entries)
  const candidates = entries.filter(({ resource }) => isOrderType(resource.resourceType))
  const readable = await flatMapInTurns(candidates, (entry) => {
    if (!isOrderOf(entry.resource, patientId, resolve)) return []
    const order = readDraft(entry, resolve)
    return order === undefined ? [] : [{ entry, order }]
  })
  const meant = readable.filter(({ entry, order }) => order.isLive && isMeant(entry))
  const orders = await flatMapInTurns(meant, ({ order }): readonly RelevantOrder[] => {
    const verdict = recogniseOrder(order, by)
    return verdict === 'other' ? [] : [{ order, verdict }]
  })
  return { orders, passedOver: candidates.length - readable.length }
}

/**
 * How many selections name nothing in the Bundle.
 *
 * @throws {Fault} `malformed-request` when none does: the client means an order that it did not
 *   send. https://cds-hooks.hl7.org/hooks/STU1/order-select.html
 */
function selectionsOfNothing(
  selections: readonly string[],
  entries: readonly BundleEntry[],
  isWhole: boolean,
): number {
  const known = new Set(entries.flatMap((entry) => [...namesOfEntry(entry)]))
  const lost = selections.filter((selection) => !meantBy(selection).some((name) => known.has(name)))
  if (isWhole && selections.length > 0 && lost.length === selections.length)
    refuse([
      {
        text: 'context.selections: none of them names an entry of draftOrders by its id or fullUrl',
        expression: 'context.selections',
      },
    ])
  return lost.length
}

/**
 * The live orders of the context's patient that concern the service: of order-select the selected
 * ones, of order-sign all.
 *
 * @throws {Fault} `malformed-request` when there are selections, and none names an order.
 */
export async function relevantDrafts(
  request: DraftOrdersRequest,
  by: OrderRecognition,
): Promise<RelevantOrders> {
  const { draftOrders, patientId } = request.context
  const { passedOver } = readBundle(draftOrders)
  const entries = readEntries(draftOrders)
  const found = async (isMeant: (entry: BundleEntry) => boolean) => {
    const relevant = await relevantAmong(entries, patientId, isMeant, by)
    return { ...relevant, passedOver: passedOver + relevant.passedOver }
  }
  if (request.hook === 'order-sign') return found(() => true)
  const { selections } = request.context
  const lost = selectionsOfNothing(selections, entries, passedOver === 0)
  const selected = new Set(selections.flatMap(meantBy))
  const orders = await found((entry) => isNamed(entry, selected))
  return lost === 0 ? orders : { ...orders, selectionsOfNothing: lost }
}

/** The live orders of the patient among those that are dispatched, read from the record. */
export function relevantDispatched(
  resources: readonly FhirResource[],
  patientId: string,
  by: OrderRecognition,
): Promise<RelevantOrders> {
  const entries = resources.map((resource) => ({ resource, fullUrl: undefined }))
  return relevantAmong(entries, patientId, () => true, by)
}
