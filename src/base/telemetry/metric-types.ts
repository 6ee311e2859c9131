/** Values of a metric's labels, in the order in which the labels were named. */
export type LabelValues = readonly string[]

interface Sample {
  readonly labels?: Readonly<Record<string, string>>
  readonly value: number
}

interface MetricOptions {
  readonly name: string
  readonly help: string
  /**
   * Their values come from small closed sets: a registered client's id, a code; nothing of a
   * patient.
   */
  readonly labels?: readonly string[]
}

/** Metrics for Prometheus. The library behind them is known to this folder alone. */
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
  /** In the text format of Prometheus, with its content type. */
  readonly expose: () => Promise<{ readonly type: string; readonly text: string }>
  readonly close: () => void
}
