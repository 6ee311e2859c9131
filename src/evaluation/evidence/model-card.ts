import { formatNumber } from '../../hook/cards/format.ts'
import { type TemplateValues, toTemplate } from '../../hook/cards/template.ts'
import type { ModelFile } from '../../catalog/model-file.ts'
import type { AttributeStatus, ModelCard } from '../../clinical/assessment/model-card.ts'
import { toWording } from '../../hook/cards/wording.ts'
import type { Service } from '../../hook/service.ts'
import { type PredictorDefinition, codesOfInput } from '../../clinical/readings/input-definition.ts'
import { expectedCStatistic, logOddsDistribution } from '../../clinical/models/population.ts'
import type { RiskModelDefinition } from '../../clinical/models/definition.ts'
import { cell } from '../drawing/markdown.ts'
import { predictorCell } from './predictor-label.ts'
import { namesOfValue } from './nomogram.ts'

/** File name of the nomogram, wherever it is written or shown. */
export const NOMOGRAM_FILE = 'nomogram.svg'

/** Where the evidence of a service is written, from the root of the repository. */
export const evidenceFolder = (id: string) => `docs/evidence/${id}`

const MISSING: Readonly<Record<AttributeStatus, string>> = {
  stated: '',
  'not-available': 'not available',
  'not-reported': 'not reported',
}

const percent = (share: number) => `${formatNumber(share * 100)} %`

const range = ([low, high]: readonly [number, number]) => `${String(low)} to ${String(high)}`

function termRows(definition: Service): readonly TemplateValues[] {
  return definition.model.definition.terms.map((term) => {
    const known = definition.inputs.predictors.find(({ id }) => id === term.predictor)
    const { published } = term
    return {
      label: predictorCell(definition, term.predictor),
      unit: known === undefined || known.kind === 'finding' ? 'yes/no' : cell(known.unit),
      oddsRatio:
        published === undefined ? '-' : `${String(published.oddsRatio)} (${range(published.ci95)})`,
      coefficient: term.coefficient.toFixed(4),
      standardError: term.standardError === 0 ? 'not published' : term.standardError.toFixed(4),
    }
  })
}

function codesOf(predictor: PredictorDefinition): string {
  const codings = codesOfInput(predictor).flatMap((set) => set.codings)
  return codings
    .map(({ system, code }) => `\`${system.split('/').at(-1) ?? system}\` ${code}`)
    .join(', ')
}

function acceptedOf(definition: Service, predictor: PredictorDefinition): string {
  if (predictor.kind !== 'finding') return range(predictor.acceptance)
  return [0, 1].map((value) => namesOfValue(definition, predictor, value)).join(', ')
}

function inputRows(definition: Service): readonly TemplateValues[] {
  return definition.inputs.predictors.map((predictor) => ({
    label: predictorCell(definition, predictor.id),
    codes: codesOf(predictor),
    days: String(predictor.lookbackDays),
    accepted: acceptedOf(definition, predictor),
    usual: predictor.kind === 'finding' ? '-' : range(predictor.referenceRange),
  }))
}

/** The sources of what is said beside the model, those to be looked at again soonest first. */
function sourceRows({ factSheet, cards }: Service): readonly TemplateValues[] {
  return factSheet.sources
    .toSorted((a, b) => a.reviewBy.localeCompare(b.reviewBy))
    .map(({ cite, url, seen, where, seenOn, reviewBy }) => ({
      cite: cell(url === undefined ? cite : `[${cite}](${url})`),
      seen: [cards.facts.seen[seen], where].filter((part) => part !== undefined).join('; '),
      seenOn,
      reviewBy,
    }))
}

function attributeGroups({ sourceAttributes }: ModelCard): readonly TemplateValues[] {
  const groups = [...new Set(sourceAttributes.map(({ group }) => group))]
  return groups.map((group) => ({
    group,
    attributes: sourceAttributes
      .filter((attribute) => attribute.group === group)
      .map(({ number, attribute, status, value }) => ({
        number: String(number),
        attribute,
        missing: MISSING[status],
        value,
      })),
  }))
}

function shiftsOf(
  definition: Service,
  shifts: readonly { readonly predictor: string; readonly relative: number }[],
): string {
  return shifts
    .map(
      ({ predictor, relative }) => `${predictorCell(definition, predictor)} ${percent(relative)}`,
    )
    .join(', ')
}

/** On whom a model was fitted that is the site's own: what the card says of the study is not of it. */
function fittedView({ derivedFrom }: RiskModelDefinition): TemplateValues | false {
  const fittedOn = derivedFrom?.fittedOn
  if (fittedOn === undefined) return false
  const { patients, events, period } = fittedOn
  return { fittedPatients: String(patients), fittedEvents: String(events), ...period }
}

function modelView(definition: Service, model: RiskModelDefinition): TemplateValues {
  const reference = logOddsDistribution(model.terms, model.anchor.population)
  const cStatistic = expectedCStatistic(reference, model.intercept.value)
  const published = definition.publishedAuc
  return {
    modelId: model.id,
    modelVersion: model.version,
    calibration: toWording(definition).calibration(model.calibration),
    provisional: model.calibration !== 'outcome-calibrated',
    fitted: fittedView(model),
    intercept: model.intercept.value.toFixed(3),
    interceptSe: model.intercept.standardError.toFixed(2),
    anchor: `${String(model.anchor.events)}/${String(model.anchor.patients)}`,
    cStatistic: cStatistic.toFixed(2),
    cCheckHolds:
      published === undefined || (cStatistic >= published[0] && cStatistic <= published[1]),
    aucTraining: published === undefined ? 'not published' : range(published),
    repeatability: shiftsOf(definition, model.repeatability ?? []),
    borders: model.categories
      .slice(1)
      .map(({ from }) => String(from))
      .join(' and '),
    terms: termRows(definition),
    inputs: inputRows(definition),
    yesNo: definition.inputs.predictors
      .filter(({ kind }) => kind === 'finding')
      .map((predictor) => ({
        label: predictorCell(definition, predictor.id),
        yes: namesOfValue(definition, predictor, 1),
      })),
  }
}

/** What the card says in its own words, without the ids of the sources. */
const statementRows = ({ openQuestions, tripodAi }: ModelCard) => ({
  openQuestions: openQuestions.map(({ question, why, meanwhile }) => ({
    question,
    why,
    meanwhile,
  })),
  tripodAi: tripodAi.map(({ item, topic, study, here }) => ({ item, topic, study, here })),
})

function cardView({ definition, study, modelCard, firmShares }: ModelFile): TemplateValues {
  const folder = `../../../${evidenceFolder(definition.id)}`
  const { review, signOff } = modelCard
  return {
    ...modelView(definition, definition.model.definition),
    title: modelCard.title,
    version: modelCard.version,
    licence: modelCard.licence,
    reviewedOn: review.reviewedOn,
    reviewBy: review.reviewBy,
    warnDaysBefore: String(review.warnDaysBefore),
    signOff: signOff.map(({ role, name, on }) => ({
      role,
      who: name === null ? 'nobody yet' : `${name}, ${on ?? 'undated'}`,
    })),
    citation: study.citation,
    patients: String(study.patients.total),
    withOutcome: String(study.patients.withOutcome),
    publishedPercent: String(study.patients.publishedPercent),
    split: study.split.method,
    states: firmShares.map(({ state, categories, border, none }) => ({
      state,
      firm: Object.entries(categories)
        .map(([id, each]) => `${percent(each)} ${id}`)
        .join(', '),
      border: percent(border),
      none: percent(none),
    })),
    evidence: `${folder}/README.md`,
    nomogram: `${folder}/${NOMOGRAM_FILE}`,
    sources: sourceRows(definition),
    groups: attributeGroups(modelCard),
    ...statementRows(modelCard),
  }
}

/** The model card in Markdown: its template filled with its data, the model's and the study's. */
export function modelCardMarkdown(dossier: ModelFile): string {
  const template = toTemplate(dossier.modelCardTemplate, { isPlain: false, isTrusted: true })
  return `${template.render(cardView(dossier))}\n`
}

/** The model card as data: what is said of the model, and the model itself. */
export function modelCardJson({
  definition,
  study,
  modelCard,
}: ModelFile): Readonly<Record<string, unknown>> {
  const { id, version, form, calibration, intercept, terms, categories, derivedFrom } =
    definition.model.definition
  return {
    service: definition.id,
    ...modelCard,
    study: { citation: study.citation, patients: study.patients, split: study.split },
    model: {
      ...{ id, version, form, calibration, intercept, terms, categories },
      fittedOn: derivedFrom?.fittedOn,
    },
  }
}
