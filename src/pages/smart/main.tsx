import { lazy, Suspense, useCallback, useEffect, useState } from 'react'
import type { FhirResource } from '../../clinical/fhir/resource.ts'
import { LanguageSwitch, useSpeech } from '../language/language.tsx'
import { mount } from '../parts/mount.tsx'
import { Skeleton } from '../parts/skeleton.tsx'
import { type Failure, toFailure } from './failure.ts'
import { FailureView } from './failure-view.tsx'
import { reportOpened } from './report-opened.ts'
import type { Reasoned } from './reading-reason.ts'
import type { Session } from './session.ts'
import { type AppSettings, fetchSettings } from './settings.ts'
import { signedIn } from './signed-in.ts'

const importReasoning = () =>
  import('./reasoning.tsx').then(({ Reasoning }) => ({ default: Reasoning }))

const Reasoning = lazy(importReasoning)

interface Loaded {
  readonly session: Session
  readonly settings: AppSettings
  readonly reasoned: Reasoned
  /** What was written from here. */
  readonly written: readonly FhirResource[]
}

async function load(before: Loaded | undefined, stored: readonly FhirResource[]): Promise<Loaded> {
  const written = [...(before?.written ?? []), ...stored]
  // It comes while the record is read; if it does not, drawing it says so.
  importReasoning().catch(() => undefined)
  const [session, settings, { reasonAbout }] = await Promise.all([
    before?.session ?? signedIn(),
    before?.settings ?? fetchSettings(),
    import('./reading-reason.ts'),
  ])
  const reasoned = await reasonAbout(session, settings, written)
  if (before === undefined) reportOpened(reasoned)
  return { session, settings, written, reasoned }
}

function useReasoning() {
  const [loaded, setLoaded] = useState<Loaded | undefined>()
  const [failure, setFailure] = useState<Failure | undefined>()
  const reload = useCallback((before: Loaded | undefined, ...stored: readonly FhirResource[]) => {
    setFailure(undefined)
    load(before, stored).then(setLoaded, (error: unknown) => setFailure(toFailure(error)))
  }, [])
  useEffect(() => reload(undefined), [reload])
  return { loaded, failure, reload }
}

function App() {
  const { texts } = useSpeech()
  const { loaded, failure, reload } = useReasoning()
  useEffect(() => {
    document.title = texts.app.title
  }, [texts])
  const [told, setTold] = useState('')
  const isWaiting = failure === undefined && loaded === undefined
  return (
    <div className="app">
      <header className="bar">
        <h1>{texts.app.title}</h1>
        {loaded !== undefined && (
          <button type="button" onClick={() => window.print()}>
            {texts.app.print}
          </button>
        )}
        <LanguageSwitch />
      </header>
      <main aria-busy={isWaiting}>
        {/* There before anything is read: a region that comes with its words is not announced. */}
        <p className="hidden" role="status">
          {isWaiting ? texts.app.reading : told}
        </p>
        {failure !== undefined && <FailureView failure={failure} onAgain={() => reload(loaded)} />}
        {isWaiting && <Skeleton />}
        {failure === undefined && loaded !== undefined && (
          <Suspense fallback={<Skeleton />}>
            <Reasoning
              session={loaded.session}
              reasoned={loaded.reasoned}
              onWritten={(stored) => reload(loaded, ...stored)}
              onTold={setTold}
            />
          </Suspense>
        )}
      </main>
    </div>
  )
}

mount(<App />)
