import { useState } from 'react'
import type { Exchange } from '../cds/exchange.ts'
import { fill } from '../language/fill.ts'
import { useSpeech } from '../language/language.tsx'
import { JsonView } from '../parts/json-view.tsx'

export interface Endpoints {
  readonly cdsServices: string
  readonly fhirServer: string
  readonly patientId: string
}

interface DrawerProps {
  readonly exchanges: readonly Exchange[]
  readonly endpoints: Endpoints
  readonly state: string
  readonly isSigning: boolean
  readonly onSigning: (isSigning: boolean) => void
  readonly onConnect: (endpoints: Endpoints) => void
}

function Verdict({ violations }: { readonly violations: readonly string[] | undefined }) {
  const { texts } = useSpeech()
  if (violations === undefined) return null
  return violations.length === 0 ? (
    <span className="good">✓ {texts.developer.conformant}</span>
  ) : (
    <span className="bad">✗ {fill(texts.developer.broken, { rules: violations.join(', ') })}</span>
  )
}

function ExchangeView({ exchange }: { readonly exchange: Exchange }) {
  const { texts } = useSpeech()
  const { what, method, url, status, ms, requestBody, responseBody, violations } = exchange
  const [isOpen, setOpen] = useState(false)
  return (
    <li>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <span className="what">{what}</span> <code>{method}</code>{' '}
          <span className={status !== undefined && status < 400 ? 'good' : 'bad'}>
            {status ?? texts.developer.noAnswer}
          </span>{' '}
          <span className="quiet">{fill(texts.developer.ms, { ms })}</span>{' '}
          <Verdict violations={violations} />
          <span className="url quiet">{url}</span>
        </summary>
        {isOpen && (
          <div className="pair">
            {requestBody !== undefined && (
              <JsonView value={requestBody} label={texts.developer.request} />
            )}
            <JsonView value={responseBody} label={texts.developer.response} />
          </div>
        )}
      </details>
    </li>
  )
}

function Connections(props: DrawerProps) {
  const { texts } = useSpeech()
  const [draft, setDraft] = useState(props.endpoints)
  const field = (name: keyof Endpoints, label: string) => (
    <label className="grow">
      {label}
      <input
        value={draft[name]}
        spellCheck={false}
        onChange={(event) => setDraft({ ...draft, [name]: event.target.value })}
      />
    </label>
  )
  return (
    <form
      className="connections"
      onSubmit={(event) => {
        event.preventDefault()
        props.onConnect(draft)
      }}
    >
      {field('cdsServices', texts.developer.cdsServices)}
      {field('fhirServer', texts.developer.fhirServer)}
      {field('patientId', texts.developer.patientId)}
      <button type="submit">{texts.developer.use}</button>
      <label className="choice">
        <input
          type="checkbox"
          checked={props.isSigning}
          onChange={(event) => props.onSigning(event.target.checked)}
        />
        {texts.developer.signCalls}
      </label>
      <p role="status" className="quiet">
        {props.state}
      </p>
    </form>
  )
}

export function DeveloperDrawer(props: DrawerProps) {
  const { texts } = useSpeech()
  const { exchanges } = props
  return (
    <section className="drawer" id="developer" aria-labelledby="developer-title">
      <h2 id="developer-title">{texts.developer.title}</h2>
      <Connections {...props} />
      <p className="quiet">
        {exchanges.length === 0 ? texts.developer.empty : texts.developer.explain}
      </p>
      <ol className="exchanges">
        {exchanges.map((exchange) => (
          <ExchangeView key={exchange.id} exchange={exchange} />
        ))}
      </ol>
    </section>
  )
}
