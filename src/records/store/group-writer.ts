interface Waiting<Item, Result> {
  readonly item: Item
  readonly resolve: (result: Result) => void
  readonly reject: (error: unknown) => void
}

/** The most items of one group. */
const MOST_AT_ONCE = 250

/**
 * Writes items in groups: what comes while one group is being written makes up the next, so that
 * many share one sync to the disk.
 */
export class GroupWriter<Item, Result> {
  readonly #write: (items: readonly Item[]) => Promise<Result>
  #waiting: Waiting<Item, Result>[] = []
  #writing: Promise<void> | undefined
  #since = 0

  /** @param write - Writes a group, all of it or none. */
  constructor(write: (items: readonly Item[]) => Promise<Result>) {
    this.#write = write
  }

  /**
   * Writes an item with its group.
   *
   * @returns What the write of the group came to.
   */
  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject })
      this.#writing ??= this.#writeAll()
    })
  }

  /** How long the group that is being written has taken, in milliseconds; 0 when none is. */
  get groupAgeMs(): number {
    return this.#writing === undefined ? 0 : performance.now() - this.#since
  }

  /** Resolves when everything that was added is written, or failed. */
  async idle(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing
  }

  async #writeAll(): Promise<void> {
    // What else arrives in this turn of the event loop goes into the same group.
    this.#since = performance.now()
    await Promise.resolve()
    while (this.#waiting.length > 0) {
      const group = this.#waiting.slice(0, MOST_AT_ONCE)
      this.#waiting = this.#waiting.slice(MOST_AT_ONCE)
      this.#since = performance.now()
      await this.#writeGroup(group)
    }
    this.#writing = undefined
  }

  async #writeGroup(group: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const result = await this.#write(group.map(({ item }) => item))
      for (const { resolve } of group) resolve(result)
    } catch (error) {
      for (const { reject } of group) reject(error)
    }
  }
}
