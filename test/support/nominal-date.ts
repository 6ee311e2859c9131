/**
 * Preloaded into a process (`node --import`), makes it live at the fixtures' nominal day: there no
 * review date of the shipped services is past, whenever the test runs.
 */
import { NOW } from './clock.ts'

globalThis.Date = class extends Date {
  constructor(...parts: readonly unknown[]) {
    super(...((parts.length === 0 ? [NOW] : parts) as [number]))
  }
  static override now(): number {
    return NOW
  }
} as DateConstructor
