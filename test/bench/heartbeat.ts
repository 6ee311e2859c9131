/**
 * Preloaded into a process (`node --import`), tells its parent how long its event loop was held at
 * most since it was last asked, how large its heap is, and what nobody handled. A beat is due every
 * few milliseconds: what lies between two beats is one turn of the loop, at most.
 */

/** The longest time between two beats: by the clock, and of a processor. */
export interface Held {
  /** Counts the time of other processes too, where they share the processors. */
  readonly wallMs: number
  /** What the main thread itself worked: how long an idle machine would be held. */
  readonly processorMs: number
  readonly heapMb: number
  readonly stray: readonly string[]
}

const BEAT_MS = 2

const processorMs = () => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

const stray: string[] = []
process.on('unhandledRejection', (reason) => stray.push(String(reason)))
process.on('uncaughtException', (error) => stray.push(String(error.stack)))

let [lastWall, lastProcessor] = [performance.now(), processorMs()]
let longest = { wallMs: 0, processorMs: 0 }

function beat(): void {
  const [wall, processor] = [performance.now(), processorMs()]
  longest = {
    wallMs: Math.max(longest.wallMs, wall - lastWall),
    processorMs: Math.max(longest.processorMs, processor - lastProcessor),
  }
  lastWall = wall
  lastProcessor = processor
}

setInterval(beat, BEAT_MS).unref()

process.on('message', (question) => {
  beat()
  if (question === 'settle') globalThis.gc?.()
  const heapMb = process.memoryUsage().heapUsed / (1024 * 1024)
  process.send?.({ ...longest, heapMb, stray: stray.splice(0) } satisfies Held)
  // Neither the collection nor the answer is what was asked about.
  ;[lastWall, lastProcessor] = [performance.now(), processorMs()]
  longest = { wallMs: 0, processorMs: 0 }
})
// To be watched is no reason to go on running, and nobody watches any more when the parent is gone.
process.channel?.unref()
process.once('disconnect', () => process.exit())
