/** What of the page is in its URL: sent to somebody else, it opens the same. */
export interface Address {
  readonly view: 'desk' | 'paste'
  /** The id of the open patient; `''` when none is. */
  readonly patient: string
  /** The id of the story that is told; `''` when none is. */
  readonly story: string
  /** Each draft order that a person made: the id of an orderable, or a resource as JSON. */
  readonly orders: readonly string[]
  /** The hook that decision support was asked at last about the orders; `''` when it was not. */
  readonly hook: '' | 'order-select' | 'order-sign'
  /** Discovery URLs. */
  readonly services: readonly string[]
  /** Keys of services that are switched against what is usual for them. */
  readonly switched: readonly string[]
  readonly fhirServer: string
}

/** What is not in a URL. */
export type AddressDefaults = Pick<Address, 'services' | 'fhirServer' | 'switched'>

const HOOKS: readonly Address['hook'][] = ['order-select', 'order-sign']

/** The page that a query stands for; whatever of it makes no sense is passed over. */
export function readAddress(search: string, defaults: AddressDefaults): Address {
  const query = new URLSearchParams(search)
  const text = (name: string) => query.get(name)?.trim() ?? ''
  const services = query.getAll('services').filter((url) => URL.canParse(url))
  const fhirServer = text('fhir')
  return {
    view: text('view') === 'paste' ? 'paste' : 'desk',
    patient: text('patient'),
    story: text('story'),
    orders: query.getAll('order').filter((order) => order.trim() !== ''),
    hook: HOOKS.find((hook) => hook === text('hook')) ?? '',
    services: services.length > 0 ? services : defaults.services,
    switched: query.has('switched') ? query.getAll('switched').filter(Boolean) : defaults.switched,
    fhirServer: URL.canParse(fhirServer) ? fhirServer : defaults.fhirServer,
  }
}

const isSame = (a: readonly string[], b: readonly string[]) => a.join('\n') === b.join('\n')

/** The query that stands for a page; what is usual is left out. */
export function writeAddress(address: Address, defaults: AddressDefaults): string {
  const { view, services, switched, fhirServer } = address
  const pairs: readonly (readonly [string, string])[] = [
    ...(view === 'paste' ? [['view', view] as const] : []),
    ...(['patient', 'story', 'hook'] as const).map((name) => [name, address[name]] as const),
    ...address.orders.map((order) => ['order', order] as const),
    ...(isSame(services, defaults.services)
      ? []
      : services.map((url) => ['services', url] as const)),
    ...(isSame(switched, defaults.switched)
      ? []
      : [...switched, ...(switched.length === 0 ? [''] : [])].map(
          (key) => ['switched', key] as const,
        )),
    ...(fhirServer === defaults.fhirServer ? [] : [['fhir', fhirServer] as const]),
  ]
  const given = pairs.filter(([name, value]) => name === 'switched' || value !== '')
  const query = new URLSearchParams(given.map(([name, value]) => [name, value])).toString()
  return query === '' ? '' : `?${query}`
}
