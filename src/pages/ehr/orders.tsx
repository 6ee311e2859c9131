import { referenceTo } from '../../clinical/fhir/resource.ts'
import { nonBlank } from '../../base/json.ts'
import type { CdsClient } from '../cds/client.ts'
import { whyOf } from '../cds/failure-text.ts'
import { fill } from '../../base/fill.ts'
import { useSpeech } from '../language/language.tsx'
import { Arrival } from './arrival.tsx'
import { CardView } from './card-view.tsx'
import type { Chart } from './chart-data.ts'
import { nameOfOrder } from './drafts.ts'
import { NewOrder } from './order-form.tsx'
import type { ShownCard, SystemChange } from './ordering.ts'
import type { Orderable } from './settings.ts'
import type { Ordering, OrderingActions } from './use-ordering.ts'
import { useWords } from './words/words.ts'
import { toLookup } from '../../base/lookup.ts'

interface OrdersProps {
  readonly chart: Chart
  readonly orderables: readonly Orderable[]
  readonly ordering: Ordering
  readonly actions: OrderingActions
  readonly client: CdsClient
  readonly patientId: string
}

function Drafts({ ordering, actions }: Pick<OrdersProps, 'ordering' | 'actions'>) {
  const { texts } = useSpeech()
  const priorities = toLookup<string>(texts.ehr.priorities)
  const { drafts } = ordering
  if (drafts.length === 0) return <p className="quiet">{texts.ehr.noDrafts}</p>
  return (
    <ul className="drafts">
      {drafts.map(({ resource }) => (
        <li key={referenceTo(resource)}>
          <span>{nameOfOrder(resource)}</span>{' '}
          <span className="quiet">{priorities[nonBlank(resource['priority']) ?? ''] ?? ''}</span>
          <button
            type="button"
            className="small"
            onClick={() => actions.remove(referenceTo(resource))}
          >
            {texts.ehr.remove}
            <span className="hidden">: {nameOfOrder(resource)}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}

function Signing({ ordering, actions }: Pick<OrdersProps, 'ordering' | 'actions'>) {
  const { texts } = useSpeech()
  const words = useWords()
  const { drafts, phase, signed } = ordering
  const isAsking = phase === 'asking'
  return (
    <>
      {signed.length > 0 && (
        <p className="done" role="status">
          {fill(texts.ehr.signed, { orders: signed.join(', ') })}
        </p>
      )}
      {drafts.length > 0 && phase !== 'ready-to-sign' && (
        <div className="actions">
          <button
            type="button"
            className="primary"
            disabled={isAsking}
            onClick={() => void actions.sign()}
          >
            {texts.ehr.sign}
          </button>
          <button type="button" disabled={isAsking} onClick={() => void actions.askAgain()}>
            {words.order.askAgain}
          </button>
        </div>
      )}
      {phase === 'ready-to-sign' && (
        <div className="ready">
          <p role="status">{texts.ehr.checkedForSigning}</p>
          <button type="button" className="primary" onClick={() => void actions.signAnyway()}>
            {texts.ehr.signAnyway}
          </button>
        </div>
      )}
    </>
  )
}

const URGENCY = ['critical', 'warning', 'info']

/** The most urgent first; of equals the cards of the order, then in the order of discovery. */
const byUrgency = (a: ShownCard, b: ShownCard) =>
  URGENCY.indexOf(a.card.indicator) - URGENCY.indexOf(b.card.indicator)

/** What a service had done by itself. https://cds-hooks.hl7.org/2.0/#system-action */
function SystemChanges({ changes }: { readonly changes: readonly SystemChange[] }) {
  const words = useWords()
  return changes.map(({ key, who, actions }) => (
    <div key={key} className="notice system-change" role="status">
      <p>{fill(words.order.systemChange, { who })}</p>
      <ul>
        {actions.map((action, i) => (
          <li key={i}>
            {words.order.actions[action.type]}:{' '}
            {action.type === 'delete' ? action.resourceId : nameOfOrder(action.resource)}
            {action.description !== '' && <span className="quiet"> {action.description}</span>}
          </li>
        ))}
      </ul>
    </div>
  ))
}

function Failures({ ordering }: Pick<OrdersProps, 'ordering'>) {
  const words = useWords()
  const { failures, phase } = ordering
  const said = phase === 'signed' ? words.order.signFailed : words.order.failed
  return failures.map(({ key, who, error }) => (
    <p key={key} role="alert">
      {fill(said, { who, why: whyOf(words.failures, error) })}
    </p>
  ))
}

function Decision({ ordering, actions, client, patientId }: OrdersProps) {
  const { texts } = useSpeech()
  const { cards, opening, phase, failures, changes } = ordering
  const isQuiet = cards.length + failures.length + changes.length === 0
  const shown = [...cards, ...opening].toSorted(byUrgency)
  return (
    <section aria-labelledby="decision-title" aria-busy={phase === 'asking'}>
      <h2 id="decision-title">{texts.cards.title}</h2>
      <div aria-live="polite">
        {phase === 'asking' && <p>{texts.ehr.asking}</p>}
        {isQuiet && phase === 'idle' && <p className="quiet">{texts.cards.notAsked}</p>}
        {isQuiet && phase === 'answered' && <p className="quiet">{texts.cards.nothing}</p>}
      </div>
      <Failures ordering={ordering} />
      <SystemChanges changes={changes} />
      <Arrival shown={shown}>
        {shown.map((card, i) => (
          <CardView
            key={card.key}
            shown={card}
            isFirst={i === 0}
            client={client}
            patientId={patientId}
            actions={actions}
          />
        ))}
      </Arrival>
    </section>
  )
}

export function Orders(props: OrdersProps) {
  const { texts } = useSpeech()
  const { chart, orderables, ordering, actions } = props
  return (
    <div className="orders" id="orders" tabIndex={-1}>
      <section aria-labelledby="orders-title">
        <h2 id="orders-title">{texts.ehr.orders}</h2>
        <NewOrder orderables={orderables} chart={chart} onAdd={(form) => void actions.add(form)} />
        <h3>{texts.ehr.drafts}</h3>
        <Drafts ordering={ordering} actions={actions} />
        <Signing ordering={ordering} actions={actions} />
      </section>
      <Decision {...props} />
    </div>
  )
}
