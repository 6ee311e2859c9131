/** Values of a metric's labels, in the order in which the labels were named. */
export type LabelValues = readonly string[]

/** A number with the values of its labels. */
interface Sample {
  readonly labels?: Readonly<Record<string, string>>
  readonly value: number
}

/** What a metric is called, what it means, and by what it is told apart. */
interface MetricOptions {
  readonly name: string
  readonly help: string
  /**
   * Their values come from small closed sets: a registered client's id, a code; nothing of a
   * patient.
   */
  readonly labels?: readonly string[]
}

/** Metrics for Prometheus. Any room may be handed it; the library behind it stays in here. */
export interface Metrics {
  /** A number that only grows. */
  readonly counter: (options: MetricOptions) => (values: LabelValues, by?: number) => void
  /** A spread of durations, in seconds. */
  readonly durations: (options: MetricOptions) => (values: LabelValues, seconds: number) => void
  /** Numbers that are read when somebody asks. */
  readonly gauge: (
    options: MetricOptions,
    read: () => readonly Sample[] | Promise<readonly Sample[]>,
  ) => void
  /** All of it in the text format, and the content type of that. */
  readonly expose: () => Promise<{ readonly type: string; readonly text: string }>
  readonly close: () => void
}
