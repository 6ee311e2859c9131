import { Component, type ReactNode } from 'react'
import { useSpeech } from '../language/language.tsx'

/** Shown instead of a page that could not be drawn: half of it might be taken for the whole. */
function Broken() {
  const { texts } = useSpeech()
  return (
    <main className="broken">
      <section role="alert">
        <h1>{texts.errors.title}</h1>
        <p>{texts.errors.broken}</p>
        <p className="actions">
          <button type="button" onClick={() => location.reload()}>
            {texts.errors.reload}
          </button>
        </p>
      </section>
    </main>
  )
}

interface State {
  readonly isBroken: boolean
}

/** Takes a whole page away when any part of it fails to be drawn, and says so. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, State> {
  override readonly state: State = { isBroken: false }

  static getDerivedStateFromError(): State {
    return { isBroken: true }
  }

  override render(): ReactNode {
    return this.state.isBroken ? <Broken /> : this.props.children
  }
}
