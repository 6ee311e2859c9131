import { type SyntheticEvent, useId, useState } from 'react'
import type { OverrideReason } from '../../hook/protocol/card.ts'
import type { CardFeedback } from '../cds/client.ts'
import { useSpeech } from '../language/language.tsx'

interface OverrideFormProps {
  readonly reasons: readonly OverrideReason[]
  readonly onOverride: (reason: CardFeedback['overrideReason'], text: string) => void
}

interface ReasonsProps {
  readonly reasons: readonly OverrideReason[]
  readonly chosen: string
  readonly onChoose: (code: string) => void
}

function Reasons({ reasons, chosen, onChoose }: ReasonsProps) {
  const { texts } = useSpeech()
  const group = useId()
  return (
    <fieldset>
      <legend>{texts.cards.overrideTitle}</legend>
      {reasons.map(({ code, display }) => (
        <label key={code} className="choice">
          <input
            type="radio"
            name={group}
            checked={code === chosen}
            onChange={() => onChoose(code)}
          />
          {display}
        </label>
      ))}
    </fieldset>
  )
}

/** A reason is optional. https://cds-hooks.hl7.org/2.0/#overridden-guidance */
export function OverrideForm({ reasons, onOverride }: OverrideFormProps) {
  const { texts } = useSpeech()
  const [code, setCode] = useState('')
  const [comment, setComment] = useState('')
  const send = (event: SyntheticEvent) => {
    event.preventDefault()
    const chosen = reasons.find((reason) => reason.code === code)
    const userComment = comment.trim() === '' ? {} : { userComment: comment.trim() }
    const reason = chosen === undefined ? {} : { reason: { code, system: chosen.system } }
    const whole = { ...reason, ...userComment }
    onOverride(
      Object.keys(whole).length === 0 ? undefined : whole,
      chosen?.display ?? texts.cards.noReasonGiven,
    )
  }
  return (
    <form className="override" onSubmit={send}>
      <Reasons reasons={reasons} chosen={code} onChoose={setCode} />
      <label>
        {texts.cards.comment}
        <input value={comment} onChange={(event) => setComment(event.target.value)} />
      </label>
      <button type="submit">{texts.cards.sendOverride}</button>
    </form>
  )
}
