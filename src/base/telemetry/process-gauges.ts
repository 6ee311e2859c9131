import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Metrics } from './metric-types.ts'

const NANOSECONDS = 1e-9
const MICROSECONDS = 1e-6

/** How often the event loop is sampled, ms; its lag is what goes beyond this. */
const RESOLUTION_MS = 20

/**
 * Of the process: names as the client libraries of Prometheus call them.
 * https://prometheus.io/docs/instrumenting/writing_clientlibs/#process-metrics
 *
 * @returns Ends the watch over the event loop.
 */
export function processGauges(gauge: Metrics['gauge']): () => void {
  const loop = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  loop.enable()
  const number = (name: string, help: string, read: () => number) =>
    gauge({ name, help }, () => [{ value: read() }])
  gauge(
    {
      name: 'nodejs_eventloop_lag_seconds',
      help: 'Delay of the event loop since it was last asked for, by quantile.',
      labels: ['quantile'],
    },
    () => {
      const beyond = (ns: number) => Math.max(0, ns * NANOSECONDS - RESOLUTION_MS / 1000)
      const samples = [50, 99, 100].map((percent) => ({
        labels: { quantile: String(percent / 100) },
        value: loop.count === 0 ? 0 : beyond(loop.percentile(percent)),
      }))
      loop.reset()
      return samples
    },
  )
  number('process_resident_memory_bytes', 'Resident memory.', () => process.memoryUsage.rss())
  number('nodejs_heap_size_used_bytes', 'Used heap.', () => process.memoryUsage().heapUsed)
  number('process_cpu_seconds_total', 'User and system time of the processor.', () => {
    const { user, system } = process.cpuUsage()
    return (user + system) * MICROSECONDS
  })
  number('process_uptime_seconds', 'Time since the process started.', () => process.uptime())
  return () => loop.disable()
}
