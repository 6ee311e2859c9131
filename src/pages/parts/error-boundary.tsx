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

interface Props {
  readonly children: ReactNode
  /** What stands where the children could not be drawn; without it the page says so. */
  readonly instead?: ReactNode
}

/** Takes all its children away when any part of them fails to be drawn, and says so. */
export class ErrorBoundary extends Component<Props, State> {
  override readonly state: State = { isBroken: false }

  static getDerivedStateFromError(): State {
    return { isBroken: true }
  }

  override render(): ReactNode {
    if (!this.state.isBroken) return this.props.children
    return this.props.instead ?? <Broken />
  }
}
