import { type IntervalEstimate, withEnds } from '../statistics/estimate.ts'
import { deriveEvidence, type Evidence } from './derive-evidence.ts'
import type { ModelFile } from '../../catalog/model-file.ts'
import type { PublishedScoreFile } from '../../catalog/published-score-file.ts'
import { evidenceFigures } from './evidence-figures.ts'
import { evidencePage } from './evidence-page.ts'
import { evidenceFolder, modelCardMarkdown } from './model-card.ts'
import { boardCardMarkdown, scoreCardMarkdown } from './score-model-card.ts'

/** Texts by their path from the root of the repository. */
export type Files = Readonly<Record<string, string>>

/** Numbers to six significant digits: what is beyond them differs between machines. */
function toJson(evidence: Evidence): string {
  const rounded = (_key: string, value: unknown) =>
    typeof value === 'number' ? Number(value.toPrecision(6)) : value
  const cohorts = evidence.cohorts.map(({ measures, ...cohort }) => ({
    ...cohort,
    measures: Object.fromEntries(
      Object.entries<IntervalEstimate>({ ...measures }).map(([name, measure]) => [
        name,
        withEnds(measure),
      ]),
    ),
  }))
  return `${JSON.stringify({ ...evidence, cohorts }, rounded, 2)}\n`
}

/** Whether a study prints what the evidence is derived from: odds ratios and measures. */
function isDerivable({ study, definition }: ModelFile): boolean {
  const { terms } = definition.model.definition
  return study.cohorts.length > 0 && terms.every(({ published }) => published !== undefined)
}

async function filesOf(modelFile: ModelFile): Promise<Files> {
  const { id } = modelFile.definition
  const card = { [`cds-services/models/${id}/README.md`]: modelCardMarkdown(modelFile) }
  if (!isDerivable(modelFile)) return card
  const evidence = deriveEvidence(modelFile)
  const files: Files = {
    'README.md': evidencePage(modelFile, evidence),
    'evidence.json': toJson(evidence),
    ...(await evidenceFigures(modelFile, evidence)),
  }
  return {
    ...Object.fromEntries(
      Object.entries(files).map(([file, text]) => [`${evidenceFolder(id)}/${file}`, text]),
    ),
    ...card,
  }
}

function indexPage(modelFiles: readonly ModelFile[]): string {
  const entries = modelFiles
    .filter(isDerivable)
    .map(
      ({ definition, study }) =>
        `- [${definition.id}](${definition.id}/README.md): ${study.citation} The [model card](../../cds-services/models/${definition.id}/README.md).`,
    )
  return [
    '# Evidence',
    '',
    'What follows from the published figures of each model, computed by `npm run evidence`; CI fails when it is stale.',
    '',
    ...entries,
    '',
  ].join('\n')
}

/** The published scores, and the ids of the boards with those that each shows. */
export interface ScoreFiles {
  readonly scores: readonly PublishedScoreFile[]
  readonly boards: Readonly<Record<string, readonly PublishedScoreFile[]>>
}

function scoreFiles({ scores, boards }: ScoreFiles): Files {
  const cards = scores.map(
    (scoreFile) =>
      [`scores/${scoreFile.score.definition.id}`, scoreCardMarkdown(scoreFile)] as const,
  )
  const pages = Object.entries(boards).map(
    ([id, shown]) => [`boards/${id}`, boardCardMarkdown(id, shown)] as const,
  )
  return Object.fromEntries(
    [...cards, ...pages].map(([folder, text]) => [`cds-services/${folder}/README.md`, text]),
  )
}

/** Everything that `npm run evidence` writes: pages, figures, JSON and the model cards. */
export async function generatedFiles(
  modelFiles: readonly ModelFile[],
  scored: ScoreFiles = { scores: [], boards: {} },
): Promise<Files> {
  const each = await Promise.all(modelFiles.map(filesOf))
  const index = { 'docs/evidence/README.md': indexPage(modelFiles), ...scoreFiles(scored) }
  return Object.assign(index, ...each) as Files
}
