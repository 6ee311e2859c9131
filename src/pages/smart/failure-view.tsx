import { fill } from '../../base/fill.ts'
import { useSpeech } from '../language/language.tsx'
import type { Failure } from './failure.ts'

interface FailureViewProps {
  readonly failure: Failure
  readonly onAgain?: () => void
}

export function FailureView({ failure: { kind, what }, onAgain }: FailureViewProps) {
  const { texts } = useSpeech()
  return (
    <section role="alert">
      <h2>{texts.errors.title}</h2>
      <p>{fill(texts.errors[kind], { what })}</p>
      {onAgain !== undefined && (
        <p className="actions">
          <button type="button" onClick={onAgain}>
            {texts.errors.again}
          </button>
        </p>
      )}
    </section>
  )
}
