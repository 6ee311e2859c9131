import { lazy, Suspense, useState } from 'react'
import { fill } from '../../base/fill.ts'
import { LanguageSwitch, useSpeech } from '../language/language.tsx'
import type { Address } from './address.ts'
import type { DeskProps } from './desk.tsx'
import { Patients } from './patients.tsx'
import { keepPreferences, readPreferences } from './preferences.ts'
import type { EhrSettings } from './settings.ts'
import { Stories } from './stories.tsx'
import { useAddress } from './use-address.ts'
import { useConnection } from './use-connection.ts'
import { useWords } from './words/words.ts'

const Desk = lazy(() => import('./desk.tsx').then(({ Desk }) => ({ default: Desk })))
const DeveloperDrawer = lazy(() =>
  import('./developer/drawer.tsx').then(({ DeveloperDrawer }) => ({ default: DeveloperDrawer })),
)
const PasteView = lazy(() =>
  import('./paste.tsx').then(({ PasteView }) => ({ default: PasteView })),
)

interface BarProps {
  readonly view: Address['view']
  readonly onView: (view: Address['view']) => void
  readonly isOpen: boolean
  readonly onOpen: (isOpen: boolean) => void
}

function Bar({ view, onView, isOpen, onOpen }: BarProps) {
  const { texts } = useSpeech()
  const words = useWords()
  return (
    <header className="bar">
      <a className="skip" href="#orders">
        {texts.ehr.skipToOrders}
      </a>
      <h1>{texts.ehr.title}</h1>
      <nav className="views" aria-label={words.views}>
        {(['desk', 'paste'] as const).map((name) => (
          <button
            key={name}
            type="button"
            aria-current={view === name ? 'page' : undefined}
            onClick={() => onView(name)}
          >
            {words[name]}
          </button>
        ))}
      </nav>
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

/** What is open: a page to paste into, a patient, or the stories while nobody is chosen. */
function View(props: DeskProps) {
  const { settings, navigation } = props
  const { address, visit, go } = navigation
  const { patient, fhirServer } = address
  const open = (chosen: Partial<Address>) => go({ story: '', orders: [], hook: '', ...chosen })
  return (
    <>
      <Patients
        key={fhirServer}
        settings={settings}
        client={props.connection.client}
        patientId={patient}
        onChoose={(id) => open({ patient: id })}
      />
      {patient === '' ? (
        <main>
          <Stories
            stories={fhirServer === settings.fhirServer ? settings.stories : []}
            onStart={(story) => open({ patient: story.patient, story: story.id })}
          />
        </main>
      ) : (
        <Suspense fallback={<main aria-busy="true" />}>
          <Desk key={`${fhirServer} ${patient} ${String(visit)}`} {...props} />
        </Suspense>
      )}
    </>
  )
}

interface EhrProps {
  readonly settings: EhrSettings
  /** What a server said against a sign-in from which somebody comes back. */
  readonly refusal?: string | undefined
}

export function Ehr({ settings, refusal }: EhrProps) {
  const words = useWords()
  const { cdsServices, fhirServer } = settings
  const defaults = { services: [cdsServices], fhirServer, switched: [] }
  const navigation = useAddress(defaults, readPreferences(), (changed) =>
    keepPreferences({
      services: changed.services,
      fhirServer: changed.fhirServer,
      switched: changed.switched,
    }),
  )
  const { address, go } = navigation
  const connection = useConnection(settings, address)
  const [isOpen, setOpen] = useState(() => readPreferences().isDrawerOpen ?? false)
  const open = (isWanted: boolean) => {
    keepPreferences({ isDrawerOpen: isWanted })
    setOpen(isWanted)
  }
  const isPasting = address.view === 'paste'
  return (
    <div className={`ehr${isOpen ? ' with-drawer' : ''}${isPasting ? ' is-pasting' : ''}`}>
      <Bar view={address.view} onView={(view) => go({ view })} isOpen={isOpen} onOpen={open} />
      {refusal !== undefined && (
        <p role="alert" className="refusal">
          {fill(words.connections.signInFailed, { why: refusal })}
        </p>
      )}
      <Suspense fallback={<main aria-busy="true" />}>
        {isPasting ? <PasteView /> : <View {...{ settings, connection, navigation }} />}
      </Suspense>
      <Suspense>
        {isOpen && <DeveloperDrawer {...{ settings, connection, address, onGo: go }} />}
      </Suspense>
    </div>
  )
}
