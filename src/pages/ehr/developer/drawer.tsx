import { useSpeech } from '../../language/language.tsx'
import { Connections, type ConnectionsProps } from './connections.tsx'
import { Exchanges } from './exchanges.tsx'

/** Loaded when somebody opens it. */
export function DeveloperDrawer(props: ConnectionsProps) {
  const { texts } = useSpeech()
  return (
    <section className="drawer" id="developer" aria-labelledby="developer-title">
      <h2 id="developer-title">{texts.developer.title}</h2>
      <Connections {...props} />
      <Exchanges exchanges={props.connection.exchanges} />
    </section>
  )
}
