import type { CardLink } from '../protocol/card.ts'
import type { Assessment } from '../../clinical/assessment/assess.ts'
import type { RelevantOrder } from '../../clinical/assessment/relevant-order.ts'
import type { HookPorts } from '../call.ts'
import type { Service } from '../service.ts'

/** What a card was made from: the app reads the record anew and says what differs. */
export interface AppContext {
  readonly service: string
  readonly card: string
  readonly order: string
  /** Whose values they are: those that name no device are compared by it. */
  readonly source?: string
  readonly situation: string
  /** The calendar date of the index date; nothing when no input was read. */
  readonly indexDay?: string
  /** The used numbers, in canonical units, by predictor. */
  readonly inputs?: Readonly<Record<string, number>>
}

export interface CardInTheMaking {
  readonly uuid: string
  readonly situation: string
  readonly assessment: Assessment
}

function numbersOf(assessment: Assessment): Pick<AppContext, 'indexDay' | 'inputs'> {
  if (!('inputs' in assessment)) return {}
  const found = Object.entries(assessment.inputs).flatMap(([id, reading]) =>
    reading.kind === 'found' ? [[id, reading.value.number] as const] : [],
  )
  return { indexDay: assessment.indexDay, inputs: Object.fromEntries(found) }
}

/** The link to the SMART app, when its page answers. https://cds-hooks.hl7.org/2.0/#link */
export function appLinks(
  { id, cards }: Service,
  { order }: RelevantOrder,
  { uuid, situation, assessment }: CardInTheMaking,
  { appUrl, source }: Pick<HookPorts, 'appUrl'> & { readonly source: string },
): readonly CardLink[] {
  if (appUrl === undefined) return []
  const context: AppContext = {
    service: id,
    card: uuid,
    order: order.reference,
    source,
    situation,
    ...numbersOf(assessment),
  }
  const appContext = JSON.stringify(context)
  return [{ label: cards.appLinkLabel, url: appUrl, type: 'smart', appContext }]
}
