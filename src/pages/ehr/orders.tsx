import { referenceTo } from '../../clinical/fhir/resource.ts'
import { nonBlank } from '../../base/json.ts'
import type { CdsClient } from '../cds/client.ts'
import { fill } from '../language/fill.ts'
import { useSpeech } from '../language/language.tsx'
import { Arrival } from './arrival.tsx'
import { CardView } from './card-view.tsx'
import type { Chart } from './chart-data.ts'
import { nameOfOrder } from './drafts.ts'
import { NewOrder } from './order-form.tsx'
import type { Orderable } from './settings.ts'
import type { Ordering, OrderingActions, ShownCard } from './use-ordering.ts'
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
      {drafts.map((draft) => (
        <li key={referenceTo(draft)}>
          <span>{nameOfOrder(draft)}</span>{' '}
          <span className="quiet">{priorities[nonBlank(draft['priority']) ?? ''] ?? ''}</span>
          <button
            type="button"
            className="small"
            onClick={() => actions.remove(referenceTo(draft))}
          >
            {texts.ehr.remove}
            <span className="hidden">: {nameOfOrder(draft)}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}

function Signing({ ordering, actions }: Pick<OrdersProps, 'ordering' | 'actions'>) {
  const { texts } = useSpeech()
  const { drafts, phase, signed } = ordering
  return (
    <>
      {signed.length > 0 && (
        <p className="done" role="status">
          {fill(texts.ehr.signed, { orders: signed.join(', ') })}
        </p>
      )}
      {drafts.length > 0 && phase !== 'ready-to-sign' && (
        <button
          type="button"
          className="primary"
          disabled={phase === 'asking'}
          onClick={() => void actions.sign()}
        >
          {texts.ehr.sign}
        </button>
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

function Decision({ ordering, actions, client, patientId }: OrdersProps) {
  const { texts } = useSpeech()
  const { cards, opening, phase, failures } = ordering
  const isQuiet = cards.length === 0 && failures.length === 0
  const shown = [...cards, ...opening].toSorted(byUrgency)
  return (
    <section aria-labelledby="decision-title" aria-busy={phase === 'asking'}>
      <h2 id="decision-title">{texts.cards.title}</h2>
      <div aria-live="polite">
        {phase === 'asking' && <p>{texts.ehr.asking}</p>}
        {isQuiet && phase === 'idle' && <p className="quiet">{texts.cards.notAsked}</p>}
        {isQuiet && phase === 'answered' && <p className="quiet">{texts.cards.nothing}</p>}
      </div>
      {failures.map((why) => (
        <p key={why} role="alert">
          {fill(texts.cards.failed, { why })}
        </p>
      ))}
      <Arrival shown={shown}>
        {shown.map((card, i) => (
          <CardView
            key={`${card.service.id} ${card.card.uuid}`}
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
        <NewOrder
          key={props.patientId}
          orderables={orderables}
          chart={chart}
          onAdd={(form) => void actions.add(form)}
        />
        <h3>{texts.ehr.drafts}</h3>
        <Drafts ordering={ordering} actions={actions} />
        <Signing ordering={ordering} actions={actions} />
      </section>
      <Decision {...props} />
    </div>
  )
}
