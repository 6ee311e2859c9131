import { useSpeech } from '../language/language.tsx'
import { JsonView } from './json-view.tsx'

/** The resource as it is sent or stored, for who wants to see it so. */
export function FoldedJson({ value, label }: { readonly value: unknown; readonly label: string }) {
  const { texts } = useSpeech()
  return (
    <details>
      <summary>{texts.common.asJson}</summary>
      <JsonView value={value} label={label} />
    </details>
  )
}
