import { useEffect, useState } from 'react'
import { type CdsClient, newLaunch } from '../cds/client.ts'
import type { ReadCard, ReadLink } from '../cds/read-response.ts'
import { fill } from '../../base/fill.ts'
import { useSpeech } from '../language/language.tsx'
import { ErrorBoundary } from '../parts/error-boundary.tsx'
import { Markdown } from '../parts/markdown.tsx'
import type { ShownCard } from './ordering.ts'
import { OverrideForm } from './override-form.tsx'
import type { OrderingActions } from './use-ordering.ts'
import { useWords } from './words/words.ts'
import { toLookup } from '../../base/lookup.ts'

/** What a card can be answered with; a card that was pasted has no client, and nobody to answer. */
interface Surroundings {
  readonly client?: CdsClient
  readonly patientId?: string
  readonly actions?: OrderingActions
}

interface SmartLinkProps {
  readonly link: ReadLink
  readonly client: CdsClient
  readonly patientId: string
}

/** A link to a SMART app: the launch is asked for first, so that the link is a link. */
function SmartLink({ link, client, patientId }: SmartLinkProps) {
  const { texts } = useSpeech()
  const [url, setUrl] = useState<string | undefined>()
  const [isRefused, setRefused] = useState(false)
  useEffect(() => {
    const parameters = { patient: patientId, appContext: link.appContext }
    newLaunch(client, link.url, parameters).then(
      (launch) => (launch === undefined ? setRefused(true) : setUrl(launch)),
      () => setRefused(true),
    )
  }, [link])
  if (isRefused) return <p className="quiet">{texts.cards.launchFailed}</p>
  if (url === undefined) return null
  return (
    <a className="button" href={url} target="_blank" rel="noopener">
      {fill(texts.cards.launch, { label: link.label })}
      <span className="hidden"> ({texts.cards.newTab})</span>
    </a>
  )
}

function Links({
  links,
  client,
  patientId = '',
}: Surroundings & { readonly links: readonly ReadLink[] }) {
  return links.map((link, i) =>
    link.isSmart && client !== undefined ? (
      <SmartLink key={i} link={link} client={client} patientId={patientId} />
    ) : (
      <a key={i} className="button" href={link.url} target="_blank" rel="noopener noreferrer">
        {link.label}
      </a>
    ),
  )
}

function Source({ source: { label, url } }: { readonly source: ReadCard['source'] }) {
  const { texts } = useSpeech()
  const words = useWords()
  const named = label === '' ? words.card.noLabel : label
  return (
    <p className="quiet source">
      {texts.cards.source}:{' '}
      {url === undefined ? (
        named
      ) : (
        <a href={url} target="_blank" rel="noopener noreferrer">
          {named}
        </a>
      )}
    </p>
  )
}

function Outcome({ shown: { outcome, feedback } }: { readonly shown: ShownCard }) {
  const { texts } = useSpeech()
  const words = useWords()
  if (outcome === undefined && feedback === undefined) return null
  const said = outcome?.kind === 'applied' ? texts.cards.applied : texts.cards.overridden
  return (
    <p className="outcome" role="status">
      {outcome !== undefined && fill(said, { label: outcome.text, reason: outcome.text })}{' '}
      {feedback !== undefined && (
        <span className="quiet">
          {typeof feedback === 'string'
            ? words.card.notSent[feedback]
            : fill(texts.cards.feedbackSent, { status: feedback.status })}
        </span>
      )}
    </p>
  )
}

type AnswersProps = Surroundings & { readonly shown: ShownCard }

function Suggestions({ shown: { card, accepted, ...rest }, actions }: AnswersProps) {
  const { texts } = useSpeech()
  const words = useWords()
  return card.suggestions.map(({ label }, place) => (
    <button
      key={place}
      type="button"
      className="primary"
      disabled={actions === undefined || accepted.includes(place)}
      onClick={() => void actions?.apply({ card, accepted, ...rest }, place)}
    >
      {fill(texts.cards.apply, { label: label === '' ? words.card.noLabel : label })}
    </button>
  ))
}

function Answers(props: AnswersProps) {
  const { texts } = useSpeech()
  const [isOverriding, setOverriding] = useState(false)
  const { shown, actions } = props
  const { card } = shown
  return (
    <>
      <div className="actions">
        <Suggestions {...props} />
        <Links {...props} links={card.links} />
        <button
          type="button"
          aria-expanded={isOverriding}
          onClick={() => setOverriding(!isOverriding)}
        >
          {texts.cards.override}
        </button>
      </div>
      {isOverriding && (
        <OverrideForm
          reasons={card.overrideReasons}
          onOverride={(reason, text) => void actions?.override(shown, reason, text)}
        />
      )}
    </>
  )
}

type CardViewProps = AnswersProps & {
  /** Whether it is read first: the details of the others are folded. */
  readonly isFirst: boolean
}

function CardBody({ isFirst, ...rest }: CardViewProps) {
  const { texts } = useSpeech()
  const words = useWords()
  const { card, outcome, service } = rest.shown
  const moments = toLookup<string>(texts.cards.moments)
  const summary = card.summary === '' ? words.card.noSummary : card.summary
  const from = [card.source.label, moments[service.hook] ?? service.hook].filter(Boolean)
  return (
    <article className={`card ${card.indicator}`} aria-label={summary}>
      <p className="indicator">
        {texts.cards.indicators[card.indicator]}
        <span className="moment"> {from.map((part) => `· ${part}`).join(' ')}</span>
      </p>
      <h3>{summary}</h3>
      <Outcome shown={rest.shown} />
      {outcome === undefined && <Answers {...rest} />}
      {card.detail !== undefined && (
        <details open={isFirst && outcome === undefined}>
          <summary>{texts.common.details}</summary>
          <Markdown text={card.detail} />
        </details>
      )}
      <Source source={card.source} />
    </article>
  )
}

/** A card of whatever service: one that fails to be drawn takes nothing else with it. */
export function CardView(props: CardViewProps) {
  const words = useWords()
  const instead = (
    <article className="card" role="alert">
      <h3>{words.card.notDrawn}</h3>
    </article>
  )
  return (
    <ErrorBoundary instead={instead}>
      <CardBody {...props} />
    </ErrorBoundary>
  )
}
