import type { CallWatch } from '../../hook/fetch/call-watch.ts'
import type { ConnectionState } from '../../hook/fetch/patient-data.ts'
import type { Catalog } from '../../catalog/load-catalog.ts'
import type { AnswerNote } from '../../hook/answer-note.ts'
import type { RequestOutcome } from '../http/request-context.ts'
import type { QueueState } from '../http/queue.ts'
import { type Clock, DAY_MS } from '../../base/time.ts'
import { type Health, HEALTH_LEVELS } from '../../base/telemetry/health.ts'
import type { Metrics } from '../../base/telemetry/metric-types.ts'

/** Why a call was answered without a card. */
function silenceOf(
  { stoppedBy, orders, withheld, spared = 0, situations }: AnswerNote,
  cards: number,
): string | undefined {
  if (cards > 0) return undefined
  if (stoppedBy !== undefined) return stoppedBy
  if (orders === 0) return 'no-order-concerned'
  const [because] = Object.keys(withheld)
  if (because !== undefined) return because
  if (spared > 0) return 'repeated-or-too-many'
  return situations.length === 0 ? 'nothing-to-tell' : 'other'
}

/** Counts what guidance did. */
function guidanceMetrics({ counter }: Metrics) {
  const assessments = counter({
    name: 'cds_assessments_total',
    help: 'Orders that were assessed, by the situation found: a category, or why there is none.',
    labels: ['service', 'situation'],
  })
  const cards = counter({
    name: 'cds_cards_total',
    help: 'Cards that were sent.',
    labels: ['service', 'client', 'indicator'],
  })
  const silences = counter({
    name: 'cds_silences_total',
    help: 'Calls that were answered without a card, by reason.',
    labels: ['service', 'reason'],
  })
  const gaps = counter({
    name: 'cds_gaps_total',
    help: 'Inputs that an assessment went without, by reason.',
    labels: ['predictor', 'reason'],
  })
  return ({ service = 'none', client = 'none', note, cards: sent = [] }: RequestOutcome) => {
    if (note === undefined) return
    for (const situation of note.situations) assessments([service, situation])
    for (const indicator of sent) cards([service, client, indicator])
    for (const { predictor, why } of note.gaps ?? []) gaps([predictor, why])
    const silence = silenceOf(note, sent.length)
    if (silence !== undefined) silences([service, silence])
  }
}

/** Counts what was refused, and what came back from clients. */
function dealingMetrics(metrics: Metrics) {
  const faults = metrics.counter({
    name: 'cds_faults_total',
    help: 'Requests that were refused or failed, by code.',
    labels: ['fault'],
  })
  const refusals = metrics.counter({
    name: 'cds_token_refusals_total',
    help: 'Client tokens that were refused, by reason.',
    labels: ['reason'],
  })
  const feedback = metrics.counter({
    name: 'cds_feedback_total',
    help: 'Cards on which clients gave feedback.',
    labels: ['service', 'outcome'],
  })
  return ({ service = 'none', fault, refusal, feedback: outcomes = [] }: RequestOutcome) => {
    if (fault !== undefined) faults([fault])
    if (refusal !== undefined) refusals([refusal])
    for (const outcome of outcomes) feedback([service, outcome])
  }
}

export function requestMetrics(metrics: Metrics): (outcome: RequestOutcome) => void {
  const requests = metrics.counter({
    name: 'cds_requests_total',
    help: 'Requests, by how they ended; status "gone": the caller went away first.',
    labels: ['service', 'hook', 'client', 'status'],
  })
  const took = metrics.durations({
    name: 'cds_request_duration_seconds',
    help: 'Time from the head of a request to the end of its answer.',
    labels: ['service'],
  })
  const stage = metrics.durations({
    name: 'cds_stage_duration_seconds',
    help: 'Time of the stages of a call.',
    labels: ['stage'],
  })
  const [dealing, guidance] = [dealingMetrics(metrics), guidanceMetrics(metrics)]
  return (outcome) => {
    const { service = 'none', hook = 'none', client = 'none', status } = outcome
    requests([service, hook, client, status === undefined ? 'gone' : String(status)])
    took([service], outcome.durationMs / 1000)
    for (const [name, ms] of outcome.stages) stage([name], ms / 1000)
    dealing(outcome)
    guidance(outcome)
  }
}

export function fhirCallMetrics(
  { counter, durations }: Metrics,
  nameOf: (server: string) => string,
): CallWatch {
  const calls = counter({
    name: 'cds_fhir_calls_total',
    help: 'Requests to FHIR servers, repeated ones too, by outcome.',
    labels: ['server', 'resource_type', 'outcome'],
  })
  const took = durations({
    name: 'cds_fhir_call_duration_seconds',
    help: 'Time of the requests to FHIR servers.',
    labels: ['server'],
  })
  return ({ server, resourceType }) => {
    const from = performance.now()
    const name = nameOf(server)
    return {
      end: (outcome) => {
        calls([name, resourceType, outcome])
        took([name], (performance.now() - from) / 1000)
      },
    }
  }
}

const BREAKER_STATES = ['closed', 'half-open', 'open'] as const

export function connectionGauges(
  { gauge }: Metrics,
  connections: () => readonly ConnectionState[],
  nameOf: (server: string) => string,
): void {
  const byServer = () => Map.groupBy(connections(), ({ server }) => nameOf(server))
  gauge(
    {
      name: 'cds_fhir_breakers',
      help: 'Circuit breakers of FHIR servers, one for each client of a server, by state.',
      labels: ['server', 'state'],
    },
    () =>
      Array.from(byServer(), ([server, group]) =>
        BREAKER_STATES.map((state) => ({
          labels: { server, state },
          value: group.filter(({ breaker }) => breaker === state).length,
        })),
      ).flat(),
  )
  gauge(
    {
      name: 'cds_fhir_calls_under_way',
      help: 'Calls that wait for a FHIR server now.',
      labels: ['server'],
    },
    () =>
      Array.from(byServer(), ([server, group]) => ({
        labels: { server },
        value: group.reduce((sum, { calls }) => sum + calls, 0),
      })),
  )
}

export function queueGauges({ gauge }: Metrics, read: () => QueueState): void {
  const gaugeOf = (state: keyof QueueState, help: string) =>
    gauge({ name: `cds_requests_${state}`, help }, () => [{ value: read()[state] }])
  gaugeOf('working', 'Requests that are worked on now.')
  gaugeOf('waiting', 'Requests that wait for their turn now.')
}

/** What runs here: versions, and how long each model is still to be relied on. */
export function buildGauges(
  { gauge }: Metrics,
  { definitions }: Catalog,
  clock: Clock,
  version: string,
): void {
  gauge(
    {
      name: 'cds_build_info',
      help: 'Version of the service and of Node.js; always 1.',
      labels: ['version', 'node'],
    },
    () => [{ labels: { version, node: process.version }, value: 1 }],
  )
  gauge(
    {
      name: 'cds_model_info',
      help: 'Version of the model of each service; always 1.',
      labels: ['service', 'model', 'version'],
    },
    () =>
      definitions.map(({ id, model }) => ({
        labels: { service: id, model: model.definition.id, version: model.definition.version },
        value: 1,
      })),
  )
  gauge(
    {
      name: 'cds_model_review_days',
      help: 'Days until the model card is past its review date; negative once it is.',
      labels: ['service'],
    },
    () =>
      definitions.map(({ id, review }) => ({
        labels: { service: id },
        value: Math.floor((Date.parse(`${review.reviewBy}T24:00:00Z`) - clock.now()) / DAY_MS),
      })),
  )
}

/** What readiness says, by check: 0 ok, 1 warning, 2 degraded, 3 down. */
export function healthGauges({ gauge }: Metrics, health: Health): void {
  gauge(
    {
      name: 'cds_health',
      help: 'What readiness says, by check: 0 ok, 1 warning, 2 degraded, 3 down.',
      labels: ['check'],
    },
    async () => {
      const { checks } = await health.report()
      return Object.entries(checks).map(([check, { status }]) => ({
        labels: { check },
        value: HEALTH_LEVELS.indexOf(status),
      }))
    },
  )
}
