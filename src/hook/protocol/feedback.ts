import { z } from 'zod'
import { Fault } from '../../base/fault.ts'
import { isJsonObject, nonBlank } from '../../base/json.ts'
import { listUpTo, nonBlankText, parseOrRefuse, textUpTo } from './parse.ts'

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

/** A day's feedback of a large hospital, and more than any card offers. */
const [MOST_ITEMS, MOST_SUGGESTIONS] = [1_000, 50]

const LONGEST_COMMENT = 10_000

const LEAP_SECOND = /:60(?=[.Z+-])/

/** The instant of a date and time; a leap second counts as the second before it. */
function toUtc(written: string): string | undefined {
  const upper = written.toUpperCase().replace(LEAP_SECOND, ':59')
  const isReal = z.iso.datetime({ offset: true }).safeParse(upper).success
  return isReal ? new Date(upper).toISOString() : undefined
}

// https://datatracker.ietf.org/doc/html/rfc3339#section-5.6, with `t` and `z` in either case
const timestamp = nonBlankText.transform((written, context) => {
  const utc = toUtc(written)
  if (utc !== undefined) return utc
  context.addIssue({
    code: 'custom',
    message: 'must be a date and time of RFC 3339 with its offset',
  })
  return z.NEVER
})

// FHIR knows a uuid in lower case only; a client may send it back in upper case or as a URN.
const cardUuid = nonBlankText.transform((value) => value.toLowerCase().replace(/^urn:uuid:/, ''))

// `system` is required since 2.0, but a widespread client leaves it out.
const coding = z.looseObject({
  code: nonBlankText,
  system: nonBlankText.nullish(),
})

// A form that nobody filled in sends an empty comment, or a reason that is null.
const overrideReason = z
  .looseObject({ reason: coding.nullish(), userComment: textUpTo(LONGEST_COMMENT).nullish() })
  .refine((given) => 'reason' in given || 'userComment' in given, {
    error: 'cds-fb-3: needs a reason or a userComment',
  })

const item = z
  .looseObject({
    card: cardUuid,
    outcome: z.enum(['accepted', 'overridden'], 'cds-fb-1: must be accepted or overridden'),
    acceptedSuggestions: listUpTo(MOST_SUGGESTIONS, z.looseObject({ id: cardUuid })).nullish(),
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

const body = z.looseObject({ feedback: listUpTo(MOST_ITEMS, item) })

function toItem({
  card,
  outcome,
  acceptedSuggestions,
  overrideReason: override,
  outcomeTimestamp,
}: z.output<typeof item>): FeedbackItem {
  const { reason, userComment } = override ?? {}
  const comment = nonBlank(userComment)
  return {
    card,
    outcome,
    acceptedSuggestions: (acceptedSuggestions ?? []).map(({ id }) => id),
    ...(reason ? { reason: { code: reason.code, system: reason.system ?? undefined } } : {}),
    ...(comment === undefined ? {} : { userComment: comment }),
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
