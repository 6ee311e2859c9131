import { readFileSync } from 'node:fs'

/** Clock ticks of Linux are hundredths of a second. */
const TICKS_PER_SECOND = 100

/**
 * Time that a process has had of a processor, ms: what counts on a machine that does other things
 * too.
 */
export function processorMs(pid: number): number {
  const fields =
    readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
      .split(') ')[1]
      ?.split(' ') ?? []
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_SECOND
}

/** Resident memory of a process, MB. https://man7.org/linux/man-pages/man5/proc_pid_status.5.html */
export const residentMb = (pid: number) =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1]) / 1024

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? NaN
}
