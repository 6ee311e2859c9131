import { useState } from 'react'
import { type CodedForm, fromCode, fromJson, type Ordered } from './drafts.ts'
import { useWords } from './words/words.ts'

interface OwnOrderProps {
  readonly onChange: (ordered: Ordered | undefined) => void
}

/** Code systems that EHRs order by. */
const SYSTEMS = [
  'http://snomed.info/sct',
  'http://loinc.org',
  'http://www.nlm.nih.gov/research/umls/rxnorm',
  'http://www.whocc.no/atc',
  'http://www.ama-assn.org/go/cpt',
]

interface KindSelectProps {
  readonly value: CodedForm['kind']
  readonly onChange: (kind: CodedForm['kind']) => void
}

function KindSelect({ value, onChange }: KindSelectProps) {
  const words = useWords().order
  return (
    <label>
      {words.kind}
      <select value={value} onChange={(event) => onChange(event.target.value as CodedForm['kind'])}>
        {Object.entries(words.kinds).map(([kind, name]) => (
          <option key={kind} value={kind}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )
}

/** An order of any kind by any code. */
export function CodedOrder({ onChange }: OwnOrderProps) {
  const words = useWords().order
  const [coded, setCoded] = useState<CodedForm>({
    ...{ kind: 'ServiceRequest', system: '', code: '', display: '' },
  })
  const change = (part: Partial<CodedForm>) => {
    const next = { ...coded, ...part }
    setCoded(next)
    onChange(fromCode(next))
  }
  const field = (name: 'system' | 'code' | 'display', list?: string) => (
    <label>
      {words[name]}
      <input
        value={coded[name]}
        list={list}
        spellCheck={false}
        required={name === 'display'}
        onChange={(event) => change({ [name]: event.target.value })}
      />
    </label>
  )
  return (
    <>
      <KindSelect value={coded.kind} onChange={(kind) => change({ kind })} />
      {field('display')}
      {field('system', 'code-systems')}
      {field('code')}
      <datalist id="code-systems">
        {SYSTEMS.map((system) => (
          <option key={system} value={system} />
        ))}
      </datalist>
    </>
  )
}

/** An order as somebody has it from elsewhere. */
export function JsonOrder({ onChange }: OwnOrderProps) {
  const words = useWords().order
  const [text, setText] = useState('')
  const isWrong = text.trim() !== '' && fromJson(text) === undefined
  return (
    <label className="full">
      {words.resource}
      <textarea
        value={text}
        required
        rows={8}
        spellCheck={false}
        aria-invalid={isWrong}
        aria-describedby={isWrong ? 'own-order-problem' : undefined}
        onChange={(event) => {
          setText(event.target.value)
          onChange(fromJson(event.target.value))
        }}
      />
      {isWrong && (
        <span id="own-order-problem" role="alert">
          {words.notFhir}
        </span>
      )}
    </label>
  )
}
