import { Connection, type ConnectionLimits } from './connection.ts'
import type { Resolve } from './guarded-lookup.ts'
import type { AddressCheck } from './server-grant.ts'

/** In a sandbox any server may be named: the one that was longest not used makes room. */
const MOST_SERVERS = 256

/** The connections to all FHIR servers that were asked of late. */
export class Connections {
  /** The one that was longest not used comes first. */
  readonly #byKey = new Map<string, Connection>()
  readonly #limits: ConnectionLimits
  readonly #resolve: Resolve

  constructor(limits: ConnectionLimits, resolve: Resolve) {
    this.#limits = limits
    this.#resolve = resolve
  }

  /** Made at the first call, and anew when other addresses are permitted. */
  to(key: string, mayConnectTo: AddressCheck): Connection {
    const connection = this.#kept(key, mayConnectTo) ?? this.#open(mayConnectTo)
    this.#byKey.delete(key)
    this.#byKey.set(key, connection)
    const [oldest] = this.#byKey.keys()
    if (this.#byKey.size > MOST_SERVERS && oldest !== undefined) this.#drop(oldest)
    return connection
  }

  get all(): ReadonlyMap<string, Connection> {
    return this.#byKey
  }

  async close(): Promise<void> {
    await Promise.all([...this.#byKey.values()].map((connection) => connection.close()))
  }

  #kept(key: string, mayConnectTo: AddressCheck): Connection | undefined {
    const connection = this.#byKey.get(key)
    if (connection === undefined || connection.mayConnectTo === mayConnectTo) return connection
    this.#drop(key)
    return undefined
  }

  #open(mayConnectTo: AddressCheck): Connection {
    return new Connection({ limits: this.#limits, resolve: this.#resolve, mayConnectTo })
  }

  #drop(key: string): void {
    void this.#byKey.get(key)?.close()
    this.#byKey.delete(key)
  }
}
