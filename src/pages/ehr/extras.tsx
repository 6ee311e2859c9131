import { useMemo, useState } from 'react'
import type { DiscoveredService } from '../cds/client.ts'
import { useSpeech } from '../language/language.tsx'
import type { EhrSettings } from './settings.ts'

interface ExtrasProps {
  /** Services that are called only when somebody switches them on. */
  readonly optional: readonly DiscoveredService[]
  readonly chosen: readonly string[]
  readonly onChoose: (chosen: readonly string[]) => void
}

/** The services that are called, and those that could be besides. */
export function useExtras(
  discovered: readonly DiscoveredService[],
  { extraServices }: EhrSettings,
): { readonly services: readonly DiscoveredService[]; readonly extras: ExtrasProps } {
  const [chosen, onChoose] = useState<readonly string[]>([])
  const services = useMemo(
    () => discovered.filter(({ id }) => !extraServices.includes(id) || chosen.includes(id)),
    [discovered, extraServices, chosen],
  )
  const optional = discovered.filter(({ id }) => extraServices.includes(id))
  return { services, extras: { optional, chosen, onChoose } }
}

/** A switch for each service that is no part of the first picture. */
export function Extras({ optional, chosen, onChoose }: ExtrasProps) {
  const { texts } = useSpeech()
  if (optional.length === 0) return null
  return (
    <fieldset className="extras">
      <legend>{texts.cards.extras}</legend>
      {optional.map(({ id, title }) => (
        <label key={id} className="switch">
          <input
            type="checkbox"
            checked={chosen.includes(id)}
            onChange={({ target }) =>
              onChoose(target.checked ? [...chosen, id] : chosen.filter((one) => one !== id))
            }
          />
          {title}
        </label>
      ))}
    </fieldset>
  )
}
