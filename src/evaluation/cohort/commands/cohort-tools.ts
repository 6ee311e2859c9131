import type { DerivableModel } from '../updated-model.ts'
import type { StudyDocument } from '../study-document.ts'
import type { TableRow, Variable } from '../data-dictionary.ts'
import type { Clock } from '../../../base/time.ts'
import type { PredictorDefinition } from '../../../clinical/readings/input-definition.ts'

/** A risk model as its file holds it, as far as the commands change it. */
export interface CohortModel extends DerivableModel {
  readonly citation: string
  readonly unitAssumption: string
}

/** A service's installed model, and how its predictors are read. */
export interface InstalledModel {
  /** The folder's name. */
  readonly service: string
  readonly model: CohortModel
  readonly predictors: readonly PredictorDefinition[]
}

/** What the cohort commands work with; the adapters are handed in. */
export interface CohortTools {
  readonly installed: readonly InstalledModel[]
  readonly readTable: (path: string) => AsyncIterable<TableRow>
  readonly loadModel: (path: string) => CohortModel
  readonly toHtml: (study: StudyDocument) => Promise<string>
  readonly say: (text: string) => void
  readonly complain: (text: string) => void
  readonly clock: Clock
  /** Where progress is shown; by default the stream of errors. */
  readonly progressTo?: NodeJS.WritableStream
}

/** How a column of a predictor must look: the limits and the unit of the service itself. */
export function toVariable(predictor: PredictorDefinition): Variable {
  const { id } = predictor
  if (predictor.kind === 'finding') return { name: id, isBinary: true }
  const { unit, acceptance } = predictor
  return { name: id, isBinary: false, unit, acceptance }
}
