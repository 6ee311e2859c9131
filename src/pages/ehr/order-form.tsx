import { type SyntheticEvent, useState } from 'react'
import { nameOf } from '../../clinical/fhir/concept.ts'
import { useSpeech } from '../language/language.tsx'
import type { Chart } from './chart-data.ts'
import { fromOrderable, type Ordered, type OrderForm } from './drafts.ts'
import { CodedOrder, JsonOrder } from './own-order.tsx'
import { inLanguage, type Orderable } from './settings.ts'
import { useWords } from './words/words.ts'

interface OrderFormProps {
  readonly orderables: readonly Orderable[]
  readonly chart: Chart
  readonly onAdd: (form: OrderForm) => void
}

interface SelectProps {
  readonly value: string
  readonly onChange: (value: string) => void
}

function PrioritySelect({ value, onChange }: SelectProps) {
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

function ReasonSelect({ chart, value, onChange }: SelectProps & { readonly chart: Chart }) {
  const { texts } = useSpeech()
  return (
    <label>
      {texts.ehr.reason}
      <select value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">{texts.ehr.noReason}</option>
        {chart.conditions.map(({ reference, code }) => (
          <option key={reference} value={reference}>
            {nameOf(code)}
          </option>
        ))}
      </select>
    </label>
  )
}

/** Choices beside the orderables: what no list has. */
const [BY_CODE, AS_JSON] = ['own-code', 'own-json']

function ProcedureSelect({
  orderables,
  value,
  onChange,
}: SelectProps & { readonly orderables: readonly Orderable[] }) {
  const { texts, language } = useSpeech()
  const words = useWords()
  return (
    <label className="full">
      {texts.ehr.procedure}
      <select value={value} required onChange={(event) => onChange(event.target.value)}>
        <option value="">{texts.ehr.chooseProcedure}</option>
        {orderables.map(({ id, names }) => (
          <option key={id} value={id}>
            {inLanguage(names, language)}
          </option>
        ))}
        <option value={BY_CODE}>{words.order.other}</option>
        <option value={AS_JSON}>{words.order.json}</option>
      </select>
    </label>
  )
}

/** Why it is ordered, unless somebody says otherwise: the first diagnosis of the chart. */
export const usualForm = ({ conditions }: Chart): Omit<OrderForm, 'ordered'> => ({
  priority: 'routine',
  reason: conditions[0]?.reference ?? '',
  note: '',
})

/** Reason, priority and note: what an order says besides its procedure. */
function Details(props: {
  readonly chart: Chart
  readonly form: Omit<OrderForm, 'ordered'>
  readonly onChange: (form: Omit<OrderForm, 'ordered'>) => void
}) {
  const { texts } = useSpeech()
  const { chart, form, onChange } = props
  return (
    <>
      <ReasonSelect
        chart={chart}
        value={form.reason}
        onChange={(reason) => onChange({ ...form, reason })}
      />
      <PrioritySelect
        value={form.priority}
        onChange={(priority) => onChange({ ...form, priority })}
      />
      <label className="grow">
        {texts.ehr.note}
        <input
          value={form.note}
          onChange={(event) => onChange({ ...form, note: event.target.value })}
        />
      </label>
    </>
  )
}

export function NewOrder({ orderables, chart, onAdd }: OrderFormProps) {
  const { texts, language } = useSpeech()
  const [choice, setChoice] = useState('')
  const [own, setOwn] = useState<Ordered | undefined>()
  const [form, setForm] = useState(() => usualForm(chart))
  const orderable = orderables.find(({ id }) => id === choice)
  const ordered = orderable === undefined ? own : fromOrderable(orderable, language)
  const choose = (chosen: string) => {
    setChoice(chosen)
    setOwn(undefined)
  }
  const add = (event: SyntheticEvent) => {
    event.preventDefault()
    if (ordered === undefined) return
    onAdd({ ...form, ordered })
    choose('')
    setForm({ ...form, note: '' })
  }
  return (
    <form className="order-form" aria-label={texts.ehr.newOrder} onSubmit={add}>
      <ProcedureSelect orderables={orderables} value={choice} onChange={choose} />
      {choice === BY_CODE && <CodedOrder onChange={setOwn} />}
      {choice === AS_JSON && <JsonOrder onChange={setOwn} />}
      <Details chart={chart} form={form} onChange={setForm} />
      <button type="submit" className="primary">
        {texts.ehr.add}
      </button>
    </form>
  )
}
