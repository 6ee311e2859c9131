import { z } from 'zod'
import { Fault } from '../../base/fault.ts'
import { isJsonObject } from '../../base/json.ts'
import { nonBlankText, parseOrRefuse } from './parse.ts'

/** https://cds-hooks.hl7.org/2.0/#feedback */
export interface FeedbackItem {
  /** `uuid` of the card. */
  readonly card: string
  readonly outcome: 'accepted' | 'overridden'
  /** `uuid` of each suggestion that was taken; empty when the card was overridden. */
  readonly acceptedSuggestions: readonly string[]
  readonly reason?: { readonly code: string; readonly system?: string | undefined } | undefined
  /** The clinician's own words: they may name the patient, so they go nowhere but into the store. */
  readonly userComment?: string | undefined
  /** When it happened, in UTC: `YYYY-MM-DDThh:mm:ss.sssZ`. */
  readonly outcomeTimestamp: string
}

// https://datatracker.ietf.org/doc/html/rfc3339#section-5.6
const timestamp = z.iso
  .datetime({ offset: true, error: 'must be a date and time of RFC 3339 with its offset' })
  .transform((written) => new Date(written).toISOString())

// FHIR knows a uuid in lower case only; a client may send it back in upper case or as a URN.
const cardUuid = nonBlankText.transform((value) => value.toLowerCase().replace(/^urn:uuid:/, ''))

// `system` is required since 2.0, but a widespread client leaves it out.
const coding = z.looseObject({
  code: nonBlankText,
  system: nonBlankText.nullish(),
  display: z.string().nullish(),
})

const overrideReason = z
  .looseObject({ reason: coding.nullish(), userComment: nonBlankText.nullish() })
  .refine(({ reason, userComment }) => (reason ?? userComment ?? null) !== null, {
    error: 'cds-fb-3: needs a reason or a userComment',
  })

const item = z
  .looseObject({
    card: cardUuid,
    outcome: z.enum(['accepted', 'overridden'], 'cds-fb-1: must be accepted or overridden'),
    acceptedSuggestions: z.array(z.looseObject({ id: cardUuid })).nullish(),
    overrideReason: overrideReason.nullish(),
    outcomeTimestamp: timestamp,
  })
  .refine(
    (reported) =>
      reported.outcome !== 'accepted' || (reported.acceptedSuggestions ?? []).length > 0,
    {
      error: 'cds-fb-2: an accepted card names the suggestions that were accepted',
      path: ['acceptedSuggestions'],
    },
  )

const body = z.looseObject({ feedback: z.array(item) })

function toItem({
  card,
  outcome,
  acceptedSuggestions,
  overrideReason: override,
  outcomeTimestamp,
}: z.output<typeof item>): FeedbackItem {
  const { reason, userComment } = override ?? {}
  return {
    card,
    outcome,
    acceptedSuggestions: (acceptedSuggestions ?? []).map(({ id }) => id),
    ...(reason ? { reason: { code: reason.code, system: reason.system ?? undefined } } : {}),
    ...(userComment ? { userComment } : {}),
    outcomeTimestamp,
  }
}

/**
 * The items of a feedback request; an empty list is legal. A batch is taken as a whole or not at
 * all.
 *
 * @throws {Fault} `malformed-request` with every problem; its texts name invariants, never a value.
 */
export function parseFeedback(json: unknown): readonly FeedbackItem[] {
  if (!isJsonObject(json)) throw new Fault('malformed-request', 'the body must be a JSON object')
  return parseOrRefuse(body, json).feedback.map(toItem)
}
