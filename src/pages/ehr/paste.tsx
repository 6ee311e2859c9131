import { useState } from 'react'
import { isJsonObject, parseJsonText } from '../../base/json.ts'
import { readResponse } from '../cds/read-response.ts'
import { faultsOf } from '../cds/verdict.ts'
import { fill } from '../../base/fill.ts'
import { useSpeech } from '../language/language.tsx'
import { CardView } from './card-view.tsx'
import { FaultList } from './developer/fault-list.tsx'
import { EXAMPLE_CARD } from './example-card.ts'
import { useWords } from './words/words.ts'

type Pasted = { readonly response: unknown } | { readonly why: string }

/** What was pasted as a response: a card alone, or a list of cards, is put into one. */
function toResponse(json: unknown): unknown {
  if (Array.isArray(json)) return { cards: json }
  const isCard = isJsonObject(json) && !('cards' in json) && !('systemActions' in json)
  return isCard ? { cards: [json] } : json
}

function toPasted(text: string): Pasted {
  try {
    return { response: toResponse(parseJsonText(text)) }
  } catch (error) {
    return { why: error instanceof Error ? error.message : String(error) }
  }
}

const PASTED_SERVICE = { base: '', id: '', hook: '', title: '', prefetch: {} }

function Cards({ response }: { readonly response: unknown }) {
  const words = useWords().pasting
  const { cards } = readResponse(response)
  return (
    <section aria-labelledby="drawn-title">
      <h2 id="drawn-title">{words.drawn}</h2>
      {cards.length === 0 && <p className="quiet">{words.noCards}</p>}
      {cards.map((card, i) => (
        <CardView
          key={`${String(i)} ${JSON.stringify(card)}`}
          shown={{ key: String(i), service: PASTED_SERVICE, card, accepted: [] }}
          isFirst={i === 0}
        />
      ))}
    </section>
  )
}

function Verdict({ response }: { readonly response: unknown }) {
  const words = useWords().pasting
  const faults = faultsOf(response)
  return (
    <section aria-labelledby="verdict-title">
      <h2 id="verdict-title">{words.verdict}</h2>
      <p role="status" className={faults.length === 0 ? 'good' : 'bad'}>
        {faults.length === 0 ? `✓ ${words.conforms}` : fill(words.faults, { n: faults.length })}
      </p>
      <FaultList faults={faults} />
    </section>
  )
}

/** Kept while the window is open: to load the page again loses nothing. */
const KEY = 'mock-ehr-pasted'

function useKeptText() {
  const [text, change] = useState(() => sessionStorage.getItem(KEY) ?? '')
  const setText = (changed: string) => {
    sessionStorage.setItem(KEY, changed)
    change(changed)
  }
  return { text, setText }
}

function PasteForm({ text, setText }: ReturnType<typeof useKeptText>) {
  const words = useWords().pasting
  return (
    <section aria-labelledby="paste-title">
      <h2 id="paste-title">{words.title}</h2>
      <p className="quiet">{words.about}</p>
      <label>
        {words.json}
        <textarea
          value={text}
          rows={16}
          spellCheck={false}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      <div className="actions">
        <button type="button" onClick={() => setText(JSON.stringify(EXAMPLE_CARD, null, 2))}>
          {words.example}
        </button>
        <button type="button" disabled={text === ''} onClick={() => setText('')}>
          {words.clear}
        </button>
      </div>
    </section>
  )
}

/** Draws and judges the response of any CDS Service. Loaded when somebody goes there. */
export function PasteView() {
  const { texts } = useSpeech()
  const words = useWords().pasting
  const kept = useKeptText()
  const pasted = kept.text.trim() === '' ? undefined : toPasted(kept.text)
  return (
    <main className="pasting" id="orders" tabIndex={-1} aria-label={texts.ehr.title}>
      <PasteForm {...kept} />
      {pasted !== undefined && 'why' in pasted && (
        <p role="alert">{fill(words.notJson, { why: pasted.why })}</p>
      )}
      {pasted !== undefined && 'response' in pasted && (
        <div className="judged">
          <Verdict response={pasted.response} />
          <Cards response={pasted.response} />
        </div>
      )}
    </main>
  )
}
