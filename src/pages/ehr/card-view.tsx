import { useEffect, useState } from 'react'
import type { Card, CardLink } from '../../hook/protocol/card.ts'
import { type CdsClient, newLaunch } from '../cds/client.ts'
import { fill } from '../language/fill.ts'
import { useSpeech } from '../language/language.tsx'
import { Markdown } from '../parts/markdown.tsx'
import { OverrideForm } from './override-form.tsx'
import type { OrderingActions, ShownCard } from './use-ordering.ts'
import { toLookup } from '../../base/lookup.ts'

interface SmartLinkProps {
  readonly link: CardLink
  readonly client: CdsClient
  readonly patientId: string
}

/** A link to a SMART app: the launch is asked for first, so that the link is a link. */
function SmartLink({ link, client, patientId }: SmartLinkProps) {
  const { texts } = useSpeech()
  const [url, setUrl] = useState<string | undefined>()
  const [isRefused, setRefused] = useState(false)
  useEffect(() => {
    const parameters = { patient: patientId, appContext: link.appContext ?? '' }
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

const isHttp = (url: string) => /^https?:$/.test(URL.parse(url)?.protocol ?? '')

function Links({
  card,
  client,
  patientId,
}: {
  readonly card: Card
  readonly client: CdsClient
  readonly patientId: string
}) {
  const links = (card.links ?? []).filter(({ url }) => isHttp(url))
  return links.map((link) =>
    link.type === 'smart' ? (
      <SmartLink key={link.url} link={link} client={client} patientId={patientId} />
    ) : (
      <a
        key={link.url}
        className="button"
        href={link.url}
        target="_blank"
        rel="noopener noreferrer"
      >
        {link.label}
      </a>
    ),
  )
}

function Source({ card: { source } }: { readonly card: Card }) {
  const { texts } = useSpeech()
  return (
    <p className="quiet source">
      {texts.cards.source}:{' '}
      {source.url !== undefined && isHttp(source.url) ? (
        <a href={source.url} target="_blank" rel="noopener noreferrer">
          {source.label}
        </a>
      ) : (
        source.label
      )}
    </p>
  )
}

function Outcome({ shown: { outcome, feedbackStatus } }: { readonly shown: ShownCard }) {
  const { texts } = useSpeech()
  if (outcome === undefined) return null
  const words = outcome.kind === 'applied' ? texts.cards.applied : texts.cards.overridden
  return (
    <p className="outcome" role="status">
      {fill(words, { label: outcome.text, reason: outcome.text })}{' '}
      {feedbackStatus !== undefined && (
        <span className="quiet">{fill(texts.cards.feedbackSent, { status: feedbackStatus })}</span>
      )}
    </p>
  )
}

interface CardViewProps {
  readonly shown: ShownCard
  /** Whether it is read first: the details of the others are folded. */
  readonly isFirst: boolean
  readonly client: CdsClient
  readonly patientId: string
  readonly actions: OrderingActions
}

function Answers({ shown, client, patientId, actions }: Omit<CardViewProps, 'isFirst'>) {
  const { texts } = useSpeech()
  const [isOverriding, setOverriding] = useState(false)
  const { card } = shown
  return (
    <>
      <div className="actions">
        {(card.suggestions ?? []).map((suggestion) => (
          <button
            key={suggestion.uuid}
            type="button"
            className="primary"
            onClick={() => void actions.apply(shown, suggestion)}
          >
            {fill(texts.cards.apply, { label: suggestion.label })}
          </button>
        ))}
        <Links card={card} client={client} patientId={patientId} />
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
          reasons={card.overrideReasons ?? []}
          onOverride={(reason, text) => void actions.override(shown, reason, text)}
        />
      )}
    </>
  )
}

export function CardView(props: CardViewProps) {
  const { texts } = useSpeech()
  const { isFirst, ...rest } = props
  const { card, outcome, service } = props.shown
  const moments = toLookup<string>(texts.cards.moments)
  return (
    <article className={`card ${card.indicator}`} aria-label={card.summary}>
      <p className="indicator">
        {texts.cards.indicators[card.indicator]}
        <span className="moment">
          {' '}
          · {card.source.label} · {moments[service.hook] ?? service.hook}
        </span>
      </p>
      <h3>{card.summary}</h3>
      <Outcome shown={props.shown} />
      {outcome === undefined && <Answers {...rest} />}
      {card.detail !== undefined && (
        <details open={isFirst && outcome === undefined}>
          <summary>{texts.common.details}</summary>
          <Markdown text={card.detail} />
        </details>
      )}
      <Source card={card} />
    </article>
  )
}
