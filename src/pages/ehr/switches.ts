import type { DiscoveredService } from '../cds/client.ts'
import type { EhrSettings } from './settings.ts'

type Home = Pick<EhrSettings, 'cdsServices' | 'extraServices'>

/** What a service is called where it is switched: of the sandbox's own the id is enough. */
export const keyOf = ({ base, id }: DiscoveredService, { cdsServices }: Home): string =>
  base === cdsServices ? id : `${base}/${id}`

/** Whether a service is called: each is, but for the sandbox's extras, until somebody switches it. */
export function isOn(service: DiscoveredService, switched: readonly string[], home: Home): boolean {
  const isExtra = service.base === home.cdsServices && home.extraServices.includes(service.id)
  return isExtra === switched.includes(keyOf(service, home))
}

export const toggled = (switched: readonly string[], key: string): readonly string[] =>
  switched.includes(key) ? switched.filter((one) => one !== key) : [...switched, key]
