import type { InputReading } from './input-reading.ts'
import type { Circumstances } from '../models/versions/versioned-model.ts'
import type { ModelInService } from './model-in-service.ts'

/** What of the circumstances is known before a record is read. */
export type GivenCircumstances = Pick<Circumstances, 'source' | 'moved'>

/** On which platform the predictor was measured that is centred on it. */
export function circumstancesOf(
  readings: Readonly<Record<string, InputReading | undefined>>,
  { model }: Pick<ModelInService, 'model'>,
): Pick<Circumstances, 'platform'> {
  const reading = readings[model.definition.versions?.centred?.predictor ?? '']
  const from = reading !== undefined && 'from' in reading ? reading.from : undefined
  return { platform: from?.platform }
}
