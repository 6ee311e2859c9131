/** Called when a stage is over, with its first and last moment by `performance.now()`. */
export type OnStage = (stage: {
  readonly name: string
  readonly from: number
  readonly to: number
}) => void

/** How long each stage of one request took, in milliseconds. */
export class Stages {
  readonly #started = performance.now()
  readonly #took = new Map<string, number>()
  #last = this.#started
  /** When the last stage ended, by the clock: `#last` moves on by what lay within a stage. */
  #ended = this.#started
  #onStage: OnStage | undefined

  watch(onStage: OnStage): void {
    this.#onStage = onStage
  }

  /** Ends a stage: what passed since the one before it ended. */
  mark(name: string): void {
    const now = performance.now()
    this.#took.set(name, now - this.#last)
    this.#onStage?.({ name, from: this.#ended, to: now })
    this.#last = now
    this.#ended = now
  }

  /** Waits for a stage that lies within another, whose time is counted without it. */
  async during<Value>(name: string, work: Promise<Value>): Promise<Value> {
    const from = performance.now()
    try {
      return await work
    } finally {
      const to = performance.now()
      const ms = to - from
      this.#took.set(name, (this.#took.get(name) ?? 0) + ms)
      this.#last += ms
      this.#onStage?.({ name, from, to })
    }
  }

  /** Milliseconds by stage. */
  get took(): ReadonlyMap<string, number> {
    return this.#took
  }

  /** Since the request came. */
  get elapsedMs(): number {
    return performance.now() - this.#started
  }

  /** Since the request came, rounded to a tenth. */
  get totalMs(): number {
    return Math.round(this.elapsedMs * 10) / 10
  }

  /** https://www.w3.org/TR/server-timing/#the-server-timing-header-field */
  toHeader(): string {
    let header = ''
    for (const [name, ms] of this.#took) header += `${name};dur=${ms.toFixed(1)}, `
    return `${header}total;dur=${this.totalMs.toFixed(1)}`
  }
}
