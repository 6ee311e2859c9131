import { type SyntheticEvent, useState } from 'react'
import { fill } from '../../../base/fill.ts'
import { DEFAULT_CLIENT_ID, DEFAULT_SCOPE, signInAt, signOut, startSignIn } from '../sign-in.ts'
import { useWords } from '../words/words.ts'

interface FieldProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
}

function Field({ label, value, onChange, ...rest }: FieldProps & { readonly className?: string }) {
  return (
    <label {...rest}>
      {label}
      <input
        value={value}
        required
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  )
}

function SignedIn({ clientId }: { readonly clientId: string }) {
  const words = useWords().connections
  const leave = () => {
    signOut()
    location.reload()
  }
  return (
    <p>
      {fill(words.signedIn, { client: clientId })}{' '}
      <button type="button" className="small" onClick={leave}>
        {words.signOut}
      </button>
    </p>
  )
}

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
  if (signedIn !== undefined) return <SignedIn clientId={signedIn.clientId} />
  return (
    <form className="sign-in" onSubmit={signIn}>
      <Field label={words.clientId} value={clientId} onChange={setClientId} />
      <Field className="grow" label={words.scope} value={scope} onChange={setScope} />
      <button type="submit">{words.signIn}</button>
      <p className="quiet">{fill(words.redirect, { url: new URL('.', location.href).href })}</p>
      {why !== undefined && <p role="alert">{fill(words.signInFailed, { why })}</p>}
    </form>
  )
}
