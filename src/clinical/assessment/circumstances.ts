import { type Instant, toIsoDate } from '../../base/time.ts'
import type { InputReading } from './input-reading.ts'
import type { Circumstances } from '../models/versions/versioned-model.ts'
import type { ModelInService } from './model-in-service.ts'

/** What of the circumstances is known before a record is read. */
export type GivenCircumstances = Pick<Circumstances, 'source' | 'moved'>

/** What is known of a record before it is read. */
interface Given {
  readonly now: Instant
  readonly circumstances?: GivenCircumstances | undefined
}

/**
 * When a patient's answer is given, whose values they are, and on which platform the predictor was
 * measured that is centred on it.
 */
export function circumstancesOf(
  readings: Readonly<Record<string, InputReading | undefined>>,
  { model }: Pick<ModelInService, 'model'>,
  { now, circumstances }: Given,
): Circumstances {
  const reading = readings[model.definition.versions?.centred?.predictor ?? '']
  const from = reading !== undefined && 'from' in reading ? reading.from : undefined
  return { ...circumstances, platform: from?.platform, day: toIsoDate(now) }
}
