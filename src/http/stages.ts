/** How long each stage of one request took, in milliseconds. */
export class Stages {
  readonly #started = performance.now()
  readonly #took = new Map<string, number>()
  #last = this.#started

  /** Ends a stage: what passed since the one before it ended. */
  mark(name: string): void {
    const now = performance.now()
    this.#took.set(name, now - this.#last)
    this.#last = now
  }

  /** Waits for a stage that lies within another, which is told without it. */
  async during<Value>(name: string, work: Promise<Value>): Promise<Value> {
    const from = performance.now()
    try {
      return await work
    } finally {
      const ms = performance.now() - from
      this.#took.set(name, (this.#took.get(name) ?? 0) + ms)
      this.#last += ms
    }
  }

  /** How long each stage that ended took, by name, and all so far. */
  get timings(): Readonly<Record<string, number>> {
    const total = performance.now() - this.#started
    return { ...Object.fromEntries(this.#took), total }
  }

  /** Since the request came, rounded to a tenth. */
  get totalMs(): number {
    return Math.round((performance.now() - this.#started) * 10) / 10
  }

  /** https://www.w3.org/TR/server-timing/#the-server-timing-header-field */
  toHeader(): string {
    let header = ''
    for (const [name, ms] of this.#took) header += `${name};dur=${ms.toFixed(1)}, `
    return `${header}total;dur=${this.totalMs.toFixed(1)}`
  }
}
