import { type JsonObject, nonBlank } from '../../base/json.ts'
import {
  cardsOf,
  failWithStatus,
  type Finding,
  isRefusal,
  pass,
  type ServiceCheck,
  skip,
} from './check.ts'
import type { HttpResponse } from '../client/exchange.ts'
import type { ServiceProbe } from './probe.ts'

const TIMESTAMP = '1985-04-12T23:20:50.52Z'

const overridden = (card: string): JsonObject => ({
  card,
  outcome: 'overridden',
  outcomeTimestamp: TIMESTAMP,
})

const accepted = (card: string, id: string): JsonObject => ({
  card,
  outcome: 'accepted',
  acceptedSuggestions: [{ id }],
  outcomeTimestamp: TIMESTAMP,
})

const withReason = (card: string): JsonObject => ({
  ...overridden(card),
  overrideReason: {
    reason: { system: 'http://example.org/override', code: 'synthetic' },
    userComment: 'A synthetic comment of a conformance check.',
  },
})

const post = ({ send, service }: ServiceProbe, feedback: unknown): Promise<HttpResponse> =>
  send(`${service.url}/feedback`, { body: { feedback } })

const isTaken = ({ status }: HttpResponse) => status >= 200 && status < 300

const acceptance = (answer: HttpResponse): Finding =>
  isTaken(answer) ? pass : failWithStatus(answer)

/** The uuid of a card that the service showed, else a new one. */
async function cardUuid(probe: ServiceProbe): Promise<string> {
  const [card] = cardsOf(await probe.answer())
  return nonBlank(card?.['uuid']) ?? probe.options.newUuid()
}

/** Skipped where there is no feedback endpoint: a service may have none. */
function check(
  clause: string,
  title: string,
  run: (probe: ServiceProbe, card: string) => Promise<Finding>,
): ServiceCheck {
  return {
    clause,
    level: clause.startsWith('I@') ? 'SHALL' : 'SHOULD',
    title,
    run: async (probe) => {
      const card = await cardUuid(probe)
      const { status } = await post(probe, [overridden(card)])
      if ([404, 405, 501].includes(status)) return skip('the service has no feedback endpoint')
      return run(probe, card)
    },
  }
}

const refusal = (
  clause: string,
  title: string,
  toItem: (card: string) => JsonObject,
): ServiceCheck =>
  check(clause, title, async (probe, card) => {
    const response = await post(probe, [toItem(card)])
    return isRefusal(response) ? pass : failWithStatus(response)
  })

async function checkRepeated(probe: ServiceProbe, card: string): Promise<Finding> {
  const first = await post(probe, [overridden(card)])
  const second = await post(probe, [overridden(card), overridden(card)])
  return isTaken(first) ? acceptance(second) : acceptance(first)
}

/** https://cds-hooks.hl7.org/2.0/#feedback */
export const feedbackChecks: readonly ServiceCheck[] = [
  check('I@152', 'feedback of an overridden card is taken', async (probe, card) =>
    acceptance(await post(probe, [overridden(card)])),
  ),
  check('I@158', 'feedback of an accepted suggestion is taken', async (probe, card) =>
    acceptance(await post(probe, [accepted(card, probe.options.newUuid())])),
  ),
  check('I@159', 'feedback with a reason and a comment is taken', async (probe, card) =>
    acceptance(await post(probe, [withReason(card)])),
  ),
  check('1.13 several', 'several items in one request are taken', async (probe, card) =>
    acceptance(await post(probe, [overridden(card), withReason(probe.options.newUuid())])),
  ),
  check('1.13 repeated', 'the same feedback is taken again', checkRepeated),
  check('1.13 unknown', 'feedback of an unknown card is no failure', async (probe) => {
    const { status } = await post(probe, [overridden(probe.options.newUuid())])
    return status < 500 ? pass : failWithStatus({ status })
  }),
  refusal('cds-fb-1', 'an outcome that does not exist is refused', (card) => ({
    ...overridden(card),
    outcome: 'ignored',
  })),
  refusal('cds-fb-2', 'an accepted card without suggestions is refused', (card) => ({
    ...overridden(card),
    outcome: 'accepted',
  })),
  refusal('cds-fb-3', 'an override reason without content is refused', (card) => ({
    ...overridden(card),
    overrideReason: {},
  })),
]
