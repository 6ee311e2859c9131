import type { Resolve } from './guarded-lookup.ts'
import { type AddressCheck, type ConnectionLimits, Connection } from './connection.ts'

/** In a sandbox any server may be named: the one that was longest not used makes room. */
const LINES = 256

/** The lines to all FHIR servers that were asked of late. */
export class Connections {
  readonly #lines = new Map<string, Connection>()
  readonly #limits: ConnectionLimits
  readonly #resolve: Resolve

  constructor(limits: ConnectionLimits, resolve: Resolve) {
    this.#limits = limits
    this.#resolve = resolve
  }

  /** The line to a server, made at the first call and anew when other addresses are permitted. */
  to(baseUrl: string, mayConnectTo: AddressCheck): Connection {
    const line = this.#kept(baseUrl, mayConnectTo) ?? this.#newLine(mayConnectTo)
    this.#lines.delete(baseUrl)
    this.#lines.set(baseUrl, line)
    const [oldest] = this.#lines.keys()
    if (this.#lines.size > LINES && oldest !== undefined) this.#drop(oldest)
    return line
  }

  /** Every line there is, by its key. */
  get all(): ReadonlyMap<string, Connection> {
    return this.#lines
  }

  async close(): Promise<void> {
    await Promise.all([...this.#lines.values()].map(({ dispatcher }) => dispatcher.close()))
  }

  #kept(baseUrl: string, mayConnectTo: AddressCheck): Connection | undefined {
    const line = this.#lines.get(baseUrl)
    if (line === undefined || line.mayConnectTo === mayConnectTo) return line
    this.#drop(baseUrl)
    return undefined
  }

  #newLine(mayConnectTo: AddressCheck): Connection {
    return new Connection({ limits: this.#limits, resolve: this.#resolve, mayConnectTo })
  }

  /** What is under way on the line ends by itself. */
  #drop(baseUrl: string): void {
    void this.#lines.get(baseUrl)?.dispatcher.close()
    this.#lines.delete(baseUrl)
  }
}
