import type { Environment } from '../../../base/config/environment.ts'
import { Fault } from '../../../base/fault.ts'
import type { PredictorDefinition } from '../../../clinical/readings/input-definition.ts'
import { compactText } from '../../../clinical/terminology/phrase.ts'
import { toWording } from '../../../hook/cards/wording.ts'
import type { Service } from '../../../hook/service.ts'
import type { Variable, WordMeaning } from '../data-dictionary.ts'
import type { DerivableModel } from '../updated-model.ts'

/** A risk model as its file holds it, as far as the commands change it. */
export interface CohortModel extends DerivableModel {
  readonly citation: string
  readonly unitAssumption: string
}

/** The model that a command works on, and the limits and units of the service's inputs. */
export interface ModelOfService {
  readonly model: CohortModel
  readonly variables: readonly Variable[]
}

/** What a word of a finding means, by the texts by which the service reads it. */
const meaningIn =
  ({ values }: Extract<PredictorDefinition, { kind: 'finding' }>) =>
  (word: string): WordMeaning | undefined => {
    const meaning = values.find(({ texts }) => texts.has(compactText(word)))?.meaning
    return meaning?.kind === 'state' ? { kind: 'unusable' } : meaning
  }

/** What the cards call a predictor, in every language. */
const labelsOf = (service: Service, id: string) =>
  Object.values(service.translations).map((cards) => toWording({ ...service, cards }).label(id))

function toVariable(predictor: PredictorDefinition, service: Service): Variable {
  const { id } = predictor
  const labels = labelsOf(service, id)
  if (predictor.kind === 'finding')
    return { name: id, labels, isBinary: true, meaningOf: meaningIn(predictor) }
  const { unit, acceptance } = predictor
  return { name: id, labels, isBinary: false, unit, acceptance }
}

/** What reads services and models, loaded only when one is read. */
const loadReaders = () =>
  Promise.all([
    import('../../../base/config/catalog-config.ts'),
    import('../../../catalog/shipped.ts'),
    import('../../../catalog/load-risk-model.ts'),
  ])

/**
 * The model of a service, by default of the first, or that of another file in its place.
 *
 * @throws {Fault} When there is no such service, or the file is no model.
 */
export async function readModel(
  environment: Environment,
  { service, model: file }: { readonly service?: string; readonly model?: string },
): Promise<ModelOfService> {
  const [{ readCatalogConfig }, { loadShippedCatalog, shippedModelPath }, { loadRiskModelFile }] =
    await loadReaders()
  const config = readCatalogConfig(environment)
  const { definitions } = loadShippedCatalog(config)
  const definition =
    service === undefined ? definitions[0] : definitions.find(({ id }) => id === service)
  if (definition === undefined) throw new Fault('malformed-request', 'there is no such service')
  return {
    model: loadRiskModelFile(file ?? shippedModelPath(definition.id, config.servicesFolder)),
    variables: definition.inputs.predictors.map((input) => toVariable(input, definition)),
  }
}
