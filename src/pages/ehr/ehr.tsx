import { useState } from 'react'
import { LanguageSwitch, useSpeech } from '../language/language.tsx'
import { ChartView } from './chart.tsx'
import { DeveloperDrawer, type Endpoints } from './developer-drawer.tsx'
import { Extras, useExtras } from './extras.tsx'
import { Orders } from './orders.tsx'
import { type EhrSettings, inLanguage } from './settings.ts'
import { useChart } from './use-chart.ts'
import { useConnection } from './use-connection.ts'
import { useOrdering } from './use-ordering.ts'

interface PatientsProps {
  readonly settings: EhrSettings
  readonly endpoints: Endpoints
  readonly onChoose: (patientId: string) => void
}

function Patients({ settings, endpoints, onChoose }: PatientsProps) {
  const { texts, language } = useSpeech()
  return (
    <nav className="patients" aria-label={texts.ehr.patients}>
      <h2>{texts.ehr.patients}</h2>
      <ul>
        {settings.patients.map(({ id, why }) => (
          <li key={id}>
            <button
              type="button"
              aria-current={id === endpoints.patientId ? 'true' : undefined}
              onClick={() => onChoose(id)}
            >
              <span>{id}</span>
              <span className="quiet">{inLanguage(why, language)}</span>
            </button>
          </li>
        ))}
      </ul>
      <label className="narrow-only">
        {texts.ehr.choosePatient}
        <select value={endpoints.patientId} onChange={(event) => onChoose(event.target.value)}>
          {settings.patients.map(({ id }) => (
            <option key={id}>{id}</option>
          ))}
        </select>
      </label>
    </nav>
  )
}

function Bar({
  isOpen,
  onOpen,
}: {
  readonly isOpen: boolean
  readonly onOpen: (isOpen: boolean) => void
}) {
  const { texts } = useSpeech()
  return (
    <header className="bar">
      <a className="skip" href="#orders">
        {texts.ehr.skipToOrders}
      </a>
      <h1>{texts.ehr.title}</h1>
      <p className="sandbox">{texts.ehr.sandbox}</p>
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls="developer"
        onClick={() => onOpen(!isOpen)}
      >
        {texts.developer.open}
      </button>
      <LanguageSwitch />
    </header>
  )
}

type Connection = ReturnType<typeof useConnection>

function Desk({
  settings,
  connection,
}: {
  readonly settings: EhrSettings
  readonly connection: Connection
}) {
  const { client, endpoints } = connection
  const { patientId } = endpoints
  const { services, extras } = useExtras(connection.services, settings)
  const state = useChart(client, patientId)
  const { ordering, actions } = useOrdering({
    client,
    services,
    patientId,
    userId: settings.user,
    fhirServer: endpoints.fhirServer,
    isOpen: state.chart !== undefined,
  })
  return (
    <main>
      <ChartView state={state} patientId={patientId} />
      {state.chart !== undefined && (
        <Orders
          chart={state.chart}
          orderables={settings.orderables}
          ordering={ordering}
          actions={actions}
          client={client}
          patientId={patientId}
        />
      )}
      <Extras {...extras} />
    </main>
  )
}

export function Ehr({ settings }: { readonly settings: EhrSettings }) {
  const connection = useConnection(settings)
  const { endpoints, connect } = connection
  const [isOpen, setOpen] = useState(false)
  return (
    <div className={isOpen ? 'ehr with-drawer' : 'ehr'}>
      <Bar isOpen={isOpen} onOpen={setOpen} />
      <Patients
        settings={settings}
        endpoints={endpoints}
        onChoose={(patientId) => connect({ ...endpoints, patientId })}
      />
      <Desk settings={settings} connection={connection} />
      {isOpen && (
        <DeveloperDrawer
          key={endpoints.patientId}
          exchanges={connection.exchanges}
          endpoints={endpoints}
          state={connection.state}
          isSigning={connection.isSigning}
          onSigning={connection.setSigning}
          onConnect={connect}
        />
      )}
    </div>
  )
}
