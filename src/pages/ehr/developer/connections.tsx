import { type SyntheticEvent, useState } from 'react'
import { toLookup } from '../../../base/lookup.ts'
import { withoutTrailing } from '../../../base/text-ends.ts'
import type { DiscoveredService } from '../../cds/client.ts'
import { whyOf } from '../../cds/failure-text.ts'
import { fill } from '../../../base/fill.ts'
import { useSpeech } from '../../language/language.tsx'
import type { Address } from '../address.ts'
import type { EhrSettings } from '../settings.ts'
import { isOn, keyOf, toggled } from '../switches.ts'
import type { Connection, Discovery } from '../use-connection.ts'
import { useWords } from '../words/words.ts'
import { FhirSignIn } from './fhir-sign-in.tsx'

export interface ConnectionsProps {
  readonly settings: EhrSettings
  readonly connection: Connection
  readonly address: Address
  readonly onGo: (change: Partial<Address>) => void
}

const urlIn = (text: string) => {
  const url = withoutTrailing(text.trim(), '/')
  return /^https?:$/.test(URL.parse(url)?.protocol ?? '') ? url : undefined
}

/** A URL, and what is done with it when it is one. */
function UrlForm(props: {
  readonly label: string
  readonly action: string
  readonly first?: string
  readonly onUrl: (url: string) => void
}) {
  const words = useWords().connections
  const { label, action, first = '', onUrl } = props
  const [text, setText] = useState(first)
  const [isWrong, setWrong] = useState(false)
  const send = (event: SyntheticEvent) => {
    event.preventDefault()
    const url = urlIn(text)
    setWrong(url === undefined)
    if (url !== undefined) onUrl(url)
  }
  return (
    <form className="url-form" onSubmit={send} noValidate>
      <label className="grow">
        {label}
        <input
          type="url"
          value={text}
          spellCheck={false}
          aria-invalid={isWrong}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      <button type="submit">{action}</button>
      {isWrong && <p role="alert">{words.notUrl}</p>}
    </form>
  )
}

function ServiceSwitch({
  service,
  settings,
  address,
  onGo,
}: Omit<ConnectionsProps, 'connection'> & { readonly service: DiscoveredService }) {
  const { texts } = useSpeech()
  const moments = toLookup<string | undefined>(texts.cards.moments)
  const { title, hook } = service
  const { switched } = address
  return (
    <label className="choice">
      <input
        type="checkbox"
        checked={isOn(service, switched, settings)}
        onChange={() => onGo({ switched: toggled(switched, keyOf(service, settings)) })}
      />
      <span>
        {title} <span className="quiet">{moments[hook] ?? hook}</span>
      </span>
    </label>
  )
}

/** One discovery URL, what was found there, and a switch for each service. */
function Base({ discovery, ...props }: ConnectionsProps & { readonly discovery: Discovery }) {
  const { base, services, isFound, error } = discovery
  const words = useWords()
  const { address, onGo } = props
  return (
    <li>
      <div className="row">
        <code>{base}</code>
        <span className="quiet" role="status">
          {isFound === undefined && words.connections.asking}
          {isFound === true && fill(words.connections.found, { n: services.length })}
        </span>
        {address.services.length > 1 && (
          <button
            type="button"
            className="small"
            onClick={() => onGo({ services: address.services.filter((url) => url !== base) })}
          >
            {words.connections.remove}
            <span className="hidden"> {base}</span>
          </button>
        )}
      </div>
      {isFound === false && <p role="alert">{whyOf(words.failures, error)}</p>}
      {services.map((service) => (
        <ServiceSwitch key={`${service.id} ${service.hook}`} service={service} {...props} />
      ))}
    </li>
  )
}

function Services(props: ConnectionsProps) {
  const { texts } = useSpeech()
  const words = useWords().connections
  const { connection, address, settings, onGo } = props
  const { discoveries, isSigning, setSigning } = connection
  const isUsual = address.services.join() === settings.cdsServices
  return (
    <section>
      <h3>{words.services}</h3>
      <ul className="bases">
        {discoveries.map((discovery) => (
          <Base key={discovery.base} discovery={discovery} {...props} />
        ))}
      </ul>
      <UrlForm
        key={address.services.length}
        label={words.add}
        action={words.addButton}
        onUrl={(url) => onGo({ services: [...new Set([...address.services, url])] })}
      />
      {!isUsual && (
        <button
          type="button"
          className="small"
          onClick={() => onGo({ services: [settings.cdsServices] })}
        >
          {words.own}
        </button>
      )}
      <label className="choice">
        <input
          type="checkbox"
          checked={isSigning}
          onChange={(event) => setSigning(event.target.checked)}
        />
        {texts.developer.signCalls}
      </label>
    </section>
  )
}

/** Another server has other patients. */
const elsewhere = (fhirServer: string): Partial<Address> => ({
  ...{ fhirServer, patient: '', story: '', orders: [], hook: '' },
})

/** Which services are called, and which FHIR server is read. */
export function Connections(props: ConnectionsProps) {
  const words = useWords().connections
  const { address, settings, onGo } = props
  const { fhirServer } = address
  return (
    <div className="connections">
      <Services {...props} />
      <section>
        <h3>{words.fhirServer}</h3>
        <UrlForm
          key={fhirServer}
          label={words.fhirServer}
          action={words.use}
          first={fhirServer}
          onUrl={(url) => onGo(url === fhirServer ? {} : elsewhere(url))}
        />
        {fhirServer !== settings.fhirServer && (
          <>
            <button
              type="button"
              className="small"
              onClick={() => onGo(elsewhere(settings.fhirServer))}
            >
              {words.own}
            </button>
            <FhirSignIn key={fhirServer} server={fhirServer} />
          </>
        )}
      </section>
    </div>
  )
}
