import { type SyntheticEvent, useState } from 'react'
import { fill } from '../../language/fill.ts'
import { DEFAULT_CLIENT_ID, DEFAULT_SCOPE, signInAt, signOut, startSignIn } from '../sign-in.ts'
import { useWords } from '../words/words.ts'

/** Signs in to a FHIR server that is not the sandbox's, as the app that it knows. */
export function FhirSignIn({ server }: { readonly server: string }) {
  const words = useWords().connections
  const [clientId, setClientId] = useState(DEFAULT_CLIENT_ID)
  const [scope, setScope] = useState(DEFAULT_SCOPE)
  const [why, setWhy] = useState<string | undefined>()
  const signedIn = signInAt(server)
  const signIn = (event: SyntheticEvent) => {
    event.preventDefault()
    setWhy(undefined)
    startSignIn({ server, clientId, scope }).catch((error: unknown) =>
      setWhy(error instanceof Error ? error.message : String(error)),
    )
  }
  if (signedIn !== undefined)
    return (
      <p>
        {fill(words.signedIn, { client: signedIn.clientId })}{' '}
        <button
          type="button"
          className="small"
          onClick={() => {
            signOut()
            location.reload()
          }}
        >
          {words.signOut}
        </button>
      </p>
    )
  return (
    <form className="sign-in" onSubmit={signIn}>
      <label>
        {words.clientId}
        <input
          value={clientId}
          required
          spellCheck={false}
          onChange={(event) => setClientId(event.target.value)}
        />
      </label>
      <label className="grow">
        {words.scope}
        <input
          value={scope}
          required
          spellCheck={false}
          onChange={(event) => setScope(event.target.value)}
        />
      </label>
      <button type="submit">{words.signIn}</button>
      <p className="quiet">{fill(words.redirect, { url: new URL('.', location.href).href })}</p>
      {why !== undefined && <p role="alert">{fill(words.signInFailed, { why })}</p>}
    </form>
  )
}
