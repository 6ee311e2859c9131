import { useState } from 'react'
import { failureText } from '../../cds/failure-text.ts'
import type { Exchange } from '../../cds/exchange.ts'
import { asCurl, asHar } from '../../cds/save-exchange.ts'
import { type Fault, faultsOf } from '../../cds/verdict.ts'
import { fill } from '../../../base/fill.ts'
import { useSpeech } from '../../language/language.tsx'
import { JsonView } from '../../parts/json-view.tsx'
import { useWords } from '../words/words.ts'
import { FaultList } from './fault-list.tsx'

/** Offers a file of this page to be saved. */
function save(name: string, content: unknown): void {
  const text = JSON.stringify(content, null, 2)
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  Object.assign(document.createElement('a'), { href: url, download: name }).click()
  URL.revokeObjectURL(url)
}

/** Copies a command; where the browser lets nobody copy, it is shown to be marked. */
function CurlButton({ exchange }: { readonly exchange: Exchange }) {
  const words = useWords().exchanges
  const [state, setState] = useState<'copied' | 'notCopied' | undefined>()
  const command = asCurl(exchange)
  const copy = () => {
    navigator.clipboard.writeText(command).then(
      () => setState('copied'),
      () => setState('notCopied'),
    )
  }
  return (
    <>
      <button type="button" className="small" onClick={copy}>
        {words.curl}
      </button>
      <span role="status" className="quiet">
        {state !== undefined && words[state]}
      </span>
      {state === 'notCopied' && <pre className="json">{command}</pre>}
    </>
  )
}

function Bodies({ exchange }: { readonly exchange: Exchange }) {
  const { texts } = useSpeech()
  const words = useWords()
  const { requestBody, body, silence } = exchange
  return (
    <>
      <div className="actions">
        <CurlButton exchange={exchange} />
        <button
          type="button"
          className="small"
          onClick={() => save(`${exchange.what.replaceAll(/\W+/g, '-')}.har`, asHar([exchange]))}
        >
          {words.exchanges.harOne}
        </button>
      </div>
      <div className="pair">
        {requestBody !== undefined && (
          <JsonView value={requestBody} label={texts.developer.request} />
        )}
        {silence === undefined ? (
          <JsonView value={body} label={texts.developer.response} />
        ) : (
          <p>{failureText(words.failures, exchange)}</p>
        )}
      </div>
    </>
  )
}

/** Whether a response conforms to the specification. */
function Conformity({ faults }: { readonly faults: readonly Fault[] }) {
  const words = useWords().exchanges
  if (faults.length === 0) return <span className="good">✓ {words.conformant}</span>
  return <span className="bad">✗ {fill(words.broken, { n: faults.length })}</span>
}

function ExchangeView({ exchange }: { readonly exchange: Exchange }) {
  const { texts } = useSpeech()
  const { what, method, url, status, ms, isOfService, body } = exchange
  const [isOpen, setOpen] = useState(false)
  const faults = isOfService && status === 200 ? faultsOf(body) : undefined
  return (
    <li>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <span className="what">{what}</span> <code>{method}</code>{' '}
          <span className={status !== undefined && status < 400 ? 'good' : 'bad'}>
            {status ?? texts.developer.noAnswer}
          </span>{' '}
          <span className="quiet">{fill(texts.developer.ms, { ms })}</span>{' '}
          {faults !== undefined && <Conformity faults={faults} />}
          <span className="url quiet">{url}</span>
        </summary>
        {isOpen && (
          <>
            {faults !== undefined && <FaultList faults={faults} />}
            <Bodies exchange={exchange} />
          </>
        )}
      </details>
    </li>
  )
}

/** Every request of the page. */
export function Exchanges({ exchanges }: { readonly exchanges: readonly Exchange[] }) {
  const { texts } = useSpeech()
  const words = useWords().exchanges
  return (
    <section aria-labelledby="exchanges-title">
      <div className="row">
        <h3 id="exchanges-title">{words.title}</h3>
        {exchanges.length > 0 && (
          <button
            type="button"
            className="small"
            onClick={() => save('mock-ehr.har', asHar(exchanges))}
          >
            {words.har}
          </button>
        )}
      </div>
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
