import { type Instant, toInstant } from '../base/time.ts'

export const now = (): Instant => toInstant(Date.now())

export const newUuid = (): string => crypto.randomUUID()

export const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
