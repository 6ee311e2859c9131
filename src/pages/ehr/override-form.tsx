import { type SyntheticEvent, useId, useState } from 'react'
import type { CardFeedback } from '../cds/client.ts'
import type { ReadReason } from '../cds/read-response.ts'
import { useSpeech } from '../language/language.tsx'

interface OverrideFormProps {
  readonly reasons: readonly ReadReason[]
  readonly onOverride: (reason: CardFeedback['overrideReason'], text: string) => void
}

interface ReasonsProps {
  readonly reasons: readonly ReadReason[]
  readonly chosen: ReadReason | undefined
  readonly onChoose: (reason: ReadReason) => void
}

function Reasons({ reasons, chosen, onChoose }: ReasonsProps) {
  const { texts } = useSpeech()
  const group = useId()
  return (
    <fieldset>
      <legend>{texts.cards.overrideTitle}</legend>
      {reasons.map((reason, i) => (
        <label key={i} className="choice">
          <input
            type="radio"
            name={group}
            checked={reason === chosen}
            onChange={() => onChoose(reason)}
          />
          {reason.display}
        </label>
      ))}
    </fieldset>
  )
}

/** A reason is optional. https://cds-hooks.hl7.org/2.0/#overridden-guidance */
export function OverrideForm({ reasons, onOverride }: OverrideFormProps) {
  const { texts } = useSpeech()
  const [chosen, setChosen] = useState<ReadReason | undefined>()
  const [comment, setComment] = useState('')
  const send = (event: SyntheticEvent) => {
    event.preventDefault()
    const userComment = comment.trim() === '' ? {} : { userComment: comment.trim() }
    const reason = chosen?.coding === undefined ? {} : { reason: chosen.coding }
    const whole = { ...reason, ...userComment }
    onOverride(
      Object.keys(whole).length === 0 ? undefined : whole,
      chosen?.display ?? texts.cards.noReasonGiven,
    )
  }
  return (
    <form className="override" onSubmit={send}>
      <Reasons reasons={reasons} chosen={chosen} onChoose={setChosen} />
      <label>
        {texts.cards.comment}
        <input value={comment} onChange={(event) => setComment(event.target.value)} />
      </label>
      <button type="submit">{texts.cards.sendOverride}</button>
    </form>
  )
}
