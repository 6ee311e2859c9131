import { type SyntheticEvent, useState } from 'react'
import { nameOf } from '../../clinical/fhir/concept.ts'
import { useSpeech } from '../language/language.tsx'
import type { Chart } from './chart-data.ts'
import type { OrderForm } from './drafts.ts'
import { inLanguage, type Orderable } from './settings.ts'

interface OrderFormProps {
  readonly orderables: readonly Orderable[]
  readonly chart: Chart
  readonly onAdd: (form: OrderForm) => void
}

function PrioritySelect({
  value,
  onChange,
}: {
  readonly value: string
  readonly onChange: (value: string) => void
}) {
  const { texts } = useSpeech()
  return (
    <label>
      {texts.ehr.priority}
      <select value={value} onChange={(event) => onChange(event.target.value)}>
        {Object.entries(texts.ehr.priorities).map(([id, name]) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )
}

function ReasonSelect(props: {
  readonly chart: Chart
  readonly value: string
  readonly onChange: (value: string) => void
}) {
  const { texts } = useSpeech()
  return (
    <label>
      {texts.ehr.reason}
      <select value={props.value} onChange={(event) => props.onChange(event.target.value)}>
        <option value="">{texts.ehr.noReason}</option>
        {props.chart.conditions.map(({ reference, code }) => (
          <option key={reference} value={reference}>
            {nameOf(code)}
          </option>
        ))}
      </select>
    </label>
  )
}

function ProcedureSelect(props: {
  readonly orderables: readonly Orderable[]
  readonly value: string
  readonly onChange: (value: string) => void
}) {
  const { texts, language } = useSpeech()
  return (
    <label className="full">
      {texts.ehr.procedure}
      <select value={props.value} required onChange={(event) => props.onChange(event.target.value)}>
        <option value="">{texts.ehr.chooseProcedure}</option>
        {props.orderables.map(({ id, names }) => (
          <option key={id} value={id}>
            {inLanguage(names, language)}
          </option>
        ))}
      </select>
    </label>
  )
}

export function NewOrder({ orderables, chart, onAdd }: OrderFormProps) {
  const { texts, language } = useSpeech()
  const [id, setId] = useState('')
  const [priority, setPriority] = useState('routine')
  const [reason, setReason] = useState(chart.conditions[0]?.reference ?? '')
  const [note, setNote] = useState('')
  const add = (event: SyntheticEvent) => {
    event.preventDefault()
    const orderable = orderables.find((choice) => choice.id === id)
    if (orderable !== undefined) onAdd({ orderable, priority, reason, note, language })
    setId('')
    setNote('')
  }
  return (
    <form className="order-form" aria-label={texts.ehr.newOrder} onSubmit={add}>
      <ProcedureSelect orderables={orderables} value={id} onChange={setId} />
      <ReasonSelect chart={chart} value={reason} onChange={setReason} />
      <PrioritySelect value={priority} onChange={setPriority} />
      <label className="grow">
        {texts.ehr.note}
        <input value={note} onChange={(event) => setNote(event.target.value)} />
      </label>
      <button type="submit" className="primary">
        {texts.ehr.add}
      </button>
    </form>
  )
}
