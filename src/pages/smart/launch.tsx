import { type SyntheticEvent, useEffect, useState } from 'react'
import { fill } from '../../base/fill.ts'
import { LanguageSwitch, useSpeech } from '../language/language.tsx'
import { mount } from '../parts/mount.tsx'
import { type Failure, toFailure } from './failure.ts'
import { FailureView } from './failure-view.tsx'
import { fetchSettings } from './settings.ts'
import { signIn } from './sign-in.ts'

const parameter = (name: string) => new URLSearchParams(location.search).get(name) ?? undefined

interface ServerFormProps {
  readonly onChoose: (server: string) => void
}

function ServerForm({ onChoose }: ServerFormProps) {
  const { texts } = useSpeech()
  const [server, setServer] = useState('')
  useEffect(() => {
    // Without the settings nothing is proposed; signing in says what is wrong.
    fetchSettings().then(
      (settings) => setServer((typed) => (typed === '' ? settings.fhirServer : typed)),
      () => undefined,
    )
  }, [])
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    onChoose(server)
  }
  return (
    <form className="standalone" onSubmit={submit}>
      <p>{texts.app.launchNote}</p>
      <label>
        {texts.app.launchServer}
        <input
          type="url"
          required
          value={server}
          onChange={(event) => setServer(event.target.value)}
        />
      </label>
      <button type="submit" className="primary">
        {texts.app.launchGo}
      </button>
    </form>
  )
}

function Launch() {
  const { texts } = useSpeech()
  const [failure, setFailure] = useState<Failure | undefined>()
  const iss = parameter('iss')
  const go = (server: string) => {
    setFailure(undefined)
    signIn(server, parameter('launch')).catch((error: unknown) =>
      setFailure(toFailure(error, server)),
    )
  }
  useEffect(() => {
    document.title = texts.app.launchTitle
  }, [texts])
  useEffect(() => {
    if (iss !== undefined) go(iss)
  }, [iss])
  return (
    <div className="app">
      <header className="bar">
        <h1>{texts.app.launchTitle}</h1>
        <LanguageSwitch />
      </header>
      <main>
        {failure !== undefined && <FailureView failure={failure} />}
        {iss === undefined ? (
          <ServerForm onChoose={go} />
        ) : (
          failure === undefined && <p role="status">{fill(texts.app.starting, {})}</p>
        )}
      </main>
    </div>
  )
}

mount(<Launch />)
