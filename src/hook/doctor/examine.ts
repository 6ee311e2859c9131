import { uniqueBy } from '../../base/lists.ts'
import type { Card } from '../protocol/card.ts'
import type { HookRequest } from '../protocol/hook-request.ts'
import {
  type KeyReason,
  OMITTED,
  type PrefetchSlots,
  reasonsOf,
} from '../../clinical/assessment/slots.ts'
import { nameOf, textsOf } from '../../clinical/fhir/concept.ts'
import type { Statement } from '../../clinical/fhir/statements.ts'
import type { Provenance } from '../../clinical/readings/reading.ts'
import { provenanceOf } from '../../clinical/readings/judge-statement.ts'
import {
  type AuxiliaryInput,
  type PredictorDefinition,
  searchedCodes,
} from '../../clinical/readings/input-definition.ts'
import { judgeCandidates } from '../../clinical/readings/read-predictors.ts'
import { foldText } from '../../clinical/terminology/phrase.ts'
import { assess, type Assessment } from '../../clinical/assessment/assess.ts'
import { DEFAULT_CLIENT_SETTINGS } from '../client-settings.ts'
import type { RelevantOrder } from '../../clinical/assessment/relevant-order.ts'
import {
  type AsOfOrder,
  type AssessmentBasis,
  toAssessmentBasis,
} from '../../clinical/assessment/assessment-basis.ts'
import { UNTIMED, type HookPorts } from '../call.ts'
import { findOrders } from '../find-orders.ts'
import { answer } from '../answer.ts'
import { readPatientRecord } from '../../clinical/assessment/patient-record.ts'
import type { CdsService } from '../service.ts'
import type { ServerHabit } from '../fetch/reader/server-habits.ts'
import { codeOf } from './code-of.ts'
import { findUnfound, type Unfound } from './unfound.ts'

/** One statement that was looked at for an input. */
export interface Considered {
  readonly code: string
  readonly from: Provenance
  /** `usable`, or why it is not. */
  readonly verdict: string
}

/** One input of the model, and everything that was looked at for it. */
export interface ExaminedInput {
  readonly id: string
  readonly prefetchKey: string
  readonly isPredictor: boolean
  readonly searched: readonly string[]
  readonly considered: readonly Considered[]
}

/** A code of the record that is not mapped and that looks like an input. */
export interface Lookalike {
  readonly input: string
  readonly code: string
  readonly name: string
  readonly count: number
}

/** What was asked under a prefetch key, and what came. */
export interface Asked {
  readonly template: string
  /** Who gave something; nothing when nobody did. */
  readonly by: 'client' | 'fhir-server' | undefined
  /** How many resources came. */
  readonly count: number
  /** Why that is not everything. */
  readonly reasons: readonly KeyReason[]
}

/** Everything that led to an answer. It holds data of the patient. */
export interface Examination {
  readonly asked: Readonly<Record<string, Asked>>
  readonly orders: readonly { readonly reference: string; readonly verdict: string }[]
  readonly assessment: Assessment | undefined
  readonly inputs: readonly ExaminedInput[]
  readonly lookalikes: readonly Lookalike[]
  readonly unfound: readonly Unfound[]
  /** How the FHIR server is asked otherwise than every server should take it. */
  readonly habits: readonly ServerHabit[]
  readonly card: Card | undefined
}

/** The key under which all Observations are asked for, to find what is not mapped. */
const EVERYTHING = 'everything'

const EVERYTHING_TEMPLATE = 'Observation?patient={{context.patientId}}&_sort=-date&_count=200'

function examineInput(
  input: PredictorDefinition | AuxiliaryInput,
  isPredictor: boolean,
  { statements, context }: AsOfOrder,
): ExaminedInput {
  const judged = judgeCandidates(input, statements, context)
  return {
    id: input.id,
    prefetchKey: input.prefetchKey,
    isPredictor,
    searched: searchedCodes(input).flatMap(({ codings }) =>
      codings.map(({ system, code }) => `${system}|${code}`),
    ),
    // A ratio asks for the same value in several of its ways.
    considered: uniqueBy(
      judged.map(({ statement: observation, judgement }) => ({
        code: codeOf(observation.code),
        from: provenanceOf(observation, context.time),
        verdict: 'value' in judgement ? 'usable' : judgement.why,
      })),
      ({ code, from, verdict }) => JSON.stringify([code, from.reference, from.asSent, verdict]),
    ),
  }
}

/** The codes that no input is searched by, and that look like one by their words. */
function findLookalikes(
  statements: readonly Statement[],
  inputs: readonly (PredictorDefinition | AuxiliaryInput)[],
): readonly Lookalike[] {
  const known = inputs.flatMap(searchedCodes)
  const unknown = statements.filter(
    ({ code }) => !code.codings.some((coding) => known.some((valueSet) => valueSet.has(coding))),
  )
  const found = new Map<string, Lookalike>()
  for (const statement of unknown) {
    const texts = textsOf(statement.code).map(foldText)
    for (const { id } of inputs.filter(({ resembles }) => texts.some(resembles.isIn))) {
      const code = codeOf(statement.code)
      const key = `${id} ${code}`
      const count = (found.get(key)?.count ?? 0) + 1
      found.set(key, { input: id, code, name: nameOf(statement.code), count })
    }
  }
  return [...found.values()]
}

function examineInputs(
  relevant: RelevantOrder | undefined,
  basis: AssessmentBasis,
): readonly ExaminedInput[] {
  if (relevant === undefined) return []
  const reading = basis.asOf(relevant)
  const { predictors, auxiliaries } = basis.definition.inputs
  return [
    ...predictors.map((input) => examineInput(input, true, reading)),
    ...auxiliaries.map((input) => examineInput(input, false, reading)),
  ]
}

function askedOf(
  slots: PrefetchSlots,
  templates: Readonly<Record<string, string>>,
): Examination['asked'] {
  return Object.fromEntries(
    Object.entries(slots).map(([key, slot]) => {
      const isSupplied = slot.kind === 'supplied'
      const by = isSupplied ? slot.by : undefined
      const count = isSupplied ? slot.resources.length : 0
      return [key, { template: templates[key] ?? '', by, count, reasons: reasonsOf(slot) }]
    }),
  )
}

/**
 * Runs a request the way the service does, and tells everything on the way: what was asked and
 * came, what was looked at for each input and why it was used or not, which local codes look like
 * one. For a site's integrator.
 *
 * @throws {Fault} As {@link answer} does.
 */
export async function examine(
  service: CdsService,
  request: HookRequest,
  ports: HookPorts,
  language: string,
): Promise<Examination> {
  const { entry, definition } = service
  const client = { ...DEFAULT_CLIENT_SETTINGS, language }
  const templates = { ...entry.prefetch, [EVERYTHING]: EVERYTHING_TEMPLATE }
  const { [EVERYTHING]: everything, ...slots } = await ports.patientData.acquire(
    request,
    templates,
    client,
  )
  const { patientId } = request.context
  const all = { [EVERYTHING]: everything ?? OMITTED }
  const { statements } = readPatientRecord(all, definition, patientId)
  const basis = toAssessmentBasis({ definition, slots, patientId, now: ports.clock.now() })
  // What was acquired above is not asked for again.
  const read: HookPorts = { ...ports, patientData: { acquire: () => Promise.resolve(slots) } }
  const told = { request, client, release: undefined }
  const call = { ...told, entry, model: definition, ports: read, stages: UNTIMED }
  const { orders } = await findOrders(call)
  const { response } = await answer({ service, request, client }, read)
  const [relevant] = orders
  const { predictors, auxiliaries } = definition.inputs
  const inputs = [...predictors, ...auxiliaries]
  return {
    asked: askedOf(basis.slots, entry.prefetch),
    orders: orders.map(({ order, verdict }) => ({ reference: order.reference, verdict })),
    assessment: relevant === undefined ? undefined : assess(relevant, basis),
    inputs: examineInputs(relevant, basis),
    lookalikes: findLookalikes(statements, inputs),
    unfound: findUnfound(statements, inputs, slots),
    habits: ports.patientData.habitsOf?.(request, client) ?? [],
    card: response.cards[0],
  }
}
