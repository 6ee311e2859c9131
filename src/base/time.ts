import type { Brand } from './brand.ts'

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = Brand<number, 'Instant'>

/** Where the time comes from; tests hand in a frozen one. */
export interface Clock {
  readonly now: () => Instant
}

export const MINUTE_MS = 60_000
export const DAY_MS = 86_400_000

/**
 * By how much a clock may have been ahead, or be set back: more than any mistake of time zones (ADR
 * 0013).
 */
export const CLOCK_ERROR_MS = DAY_MS

/** @throws {TypeError} When the value is not a finite time. */
export function toInstant(value: number | Date): Instant {
  const ms = typeof value === 'number' ? value : value.getTime()
  if (!Number.isFinite(ms)) throw new TypeError('not an instant')
  return ms as Instant
}

/** Whether so much time has gone by since; a clock that was set back says that it has. */
export function hasPassed(ms: number, since: number, now: number): boolean {
  return now < since || now - since >= ms
}

/** `at` moved by `days` times 24 h. */
export function addDays(at: Instant, days: number): Instant {
  return toInstant(at + days * DAY_MS)
}

/** Whole days from `from` to `to`, rounded down; negative when `to` is the earlier one. */
export function daysBetween(from: Instant, to: Instant): number {
  return Math.floor((to - from) / DAY_MS)
}

/**
 * Calendar days from one `YYYY[-MM[-DD]]` that is written to another, whatever follows: a date
 * without a day or a month counts as its first. Nothing when one of them is no date.
 */
export function calendarDaysBetween(from: string, to: string): number | undefined {
  const [first, last] = [from, to].map((written) => Date.parse(written.slice(0, 10)))
  const days = Math.round(((last ?? NaN) - (first ?? NaN)) / DAY_MS)
  return Number.isFinite(days) ? days : undefined
}

/** The calendar date of an instant in UTC, `YYYY-MM-DD`. */
export function toIsoDate(at: Instant): string {
  return new Date(at).toISOString().slice(0, 10)
}

/** A day, `YYYY-MM-DD`, so many calendar months after another; before it where they are negative. */
export function addMonths(day: string, months: number): string {
  const date = new Date(`${day}T00:00:00Z`)
  date.setUTCMonth(date.getUTCMonth() + months)
  return toIsoDate(toInstant(date))
}
