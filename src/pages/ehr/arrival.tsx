import { type ReactNode, useEffect, useRef } from 'react'
import { fill } from '../../base/fill.ts'
import { useSpeech } from '../language/language.tsx'
import type { ShownCard } from './ordering.ts'

const isInWindow = ({ top, bottom }: DOMRect) => top >= 0 && bottom <= window.innerHeight

const hasStill = () => window.matchMedia('(prefers-reduced-motion: reduce)').matches

/** Brings the first card into the window when cards come and its headline is not in sight. */
function useScrollToCards(cards: string) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const card = cards === '' ? null : place.current?.querySelector('.card')
    const headline = card?.querySelector('h3')
    if (card == null || headline == null || isInWindow(headline.getBoundingClientRect())) return
    card.scrollIntoView({ block: 'start', behavior: hasStill() ? 'instant' : 'smooth' })
  }, [cards])
  return place
}

/**
 * Where cards arrive: they are announced, in a region that is there before them, and scrolled into
 * view. What is answered already is not announced again.
 *
 * @param shown - The cards, in the order of the children.
 */
export function Arrival({
  shown,
  children,
}: {
  readonly shown: readonly ShownCard[]
  readonly children: ReactNode
}) {
  const { texts } = useSpeech()
  const open = shown.filter(({ outcome }) => outcome === undefined)
  const place = useScrollToCards(open.map(({ key }) => key).join(' '))
  const cards = open.map(({ card }) => card.summary).join(' ')
  return (
    <div ref={place}>
      <p className="hidden" aria-live="polite">
        {open.length > 0 && fill(texts.cards.arrived, { n: open.length, cards })}
      </p>
      {children}
    </div>
  )
}
