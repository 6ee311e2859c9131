import type { LabelValues, Metrics } from './metric-types.ts'
import { processGauges } from './process-gauges.ts'

/** From a bare answer to the longest budget, seconds. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/**
 * Label values are few, and the same ones come again and again: the object that the library wants
 * is made once for each combination.
 */
function labelsOf(names: readonly string[]): (values: LabelValues) => Record<string, string> {
  const known = new Map<string, Record<string, string>>()
  return (values) => {
    const key = values.join('\u0000')
    const made = known.get(key)
    if (made !== undefined) return made
    const labels = Object.fromEntries(names.map((name, i) => [name, values[i] ?? '']))
    known.set(key, labels)
    return labels
  }
}

/**
 * Metrics in a registry of their own: two services in one process do not mix. The library is loaded
 * only here, for who asks for metrics.
 */
export async function openMetrics(): Promise<Metrics> {
  const { Counter, Gauge, Histogram, Registry } = await import('prom-client')
  const registry = new Registry()
  const registers = [registry]
  const gauge: Metrics['gauge'] = ({ name, help, labels = [] }, read) => {
    new Gauge({
      name,
      help,
      labelNames: [...labels],
      registers,
      async collect() {
        this.reset()
        for (const { labels: of = {}, value } of await read()) this.set(of, value)
      },
    })
  }
  const closeProcess = processGauges(gauge)
  return {
    gauge,
    counter: ({ name, help, labels = [] }) => {
      const counter = new Counter({ name, help, labelNames: [...labels], registers })
      const of = labelsOf(labels)
      return (values, by = 1) => counter.inc(of(values), by)
    },
    durations: ({ name, help, labels = [] }) => {
      const histogram = new Histogram({
        name,
        help,
        labelNames: [...labels],
        buckets: BUCKETS,
        registers,
      })
      const of = labelsOf(labels)
      return (values, seconds) => histogram.observe(of(values), seconds)
    },
    expose: async () => ({ type: registry.contentType, text: await registry.metrics() }),
    close: closeProcess,
  }
}
