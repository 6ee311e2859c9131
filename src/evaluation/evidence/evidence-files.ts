import { deriveEvidence, type Evidence } from './derive.ts'
import type { ModelFile } from '../../catalog/model-file.ts'
import type { PublishedScoreFile } from '../../catalog/published-score-file.ts'
import { evidenceFigures } from './evidence-figures.ts'
import { evidencePage } from './evidence-page.ts'
import { evidenceFolder, modelCardMarkdown } from './model-card.ts'
import { boardCardMarkdown, scoreCardMarkdown } from './score-card.ts'

/** Texts by their path from the root of the repository. */
export type Files = Readonly<Record<string, string>>

/** Numbers to six significant digits: what is beyond them differs between machines. */
function toJson(evidence: Evidence): string {
  const rounded = (_key: string, value: unknown) =>
    typeof value === 'number' ? Number(value.toPrecision(6)) : value
  return `${JSON.stringify(evidence, rounded, 2)}\n`
}

/** Whether a study prints what the evidence is derived from: odds ratios and measures. */
function isDerivable({ study, definition }: ModelFile): boolean {
  const { terms } = definition.model.definition
  return study.cohorts.length > 0 && terms.every(({ published }) => published !== undefined)
}

async function filesOf(dossier: ModelFile): Promise<Files> {
  const { id } = dossier.definition
  const card = { [`cds-services/models/${id}/README.md`]: modelCardMarkdown(dossier) }
  if (!isDerivable(dossier)) return card
  const evidence = deriveEvidence(dossier)
  const files: Files = {
    'README.md': evidencePage(dossier, evidence),
    'evidence.json': toJson(evidence),
    ...(await evidenceFigures(dossier, evidence)),
  }
  return {
    ...Object.fromEntries(
      Object.entries(files).map(([file, text]) => [`${evidenceFolder(id)}/${file}`, text]),
    ),
    ...card,
  }
}

function indexPage(dossiers: readonly ModelFile[]): string {
  const entries = dossiers
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
export interface Scored {
  readonly scores: readonly PublishedScoreFile[]
  readonly boards: Readonly<Record<string, readonly PublishedScoreFile[]>>
}

function scoreFiles({ scores, boards }: Scored): Files {
  const scoreCards = scores.map((file) => [
    `cds-services/scores/${file.score.definition.id}/README.md`,
    scoreCardMarkdown(file),
  ])
  const boardCards = Object.entries(boards).map(([id, shown]) => [
    `cds-services/boards/${id}/README.md`,
    boardCardMarkdown(id, shown),
  ])
  return Object.fromEntries([...scoreCards, ...boardCards]) as Files
}

/** Everything that `npm run evidence` writes: pages, figures, JSON and the model cards. */
export async function evidenceFiles(
  dossiers: readonly ModelFile[],
  scored: Scored = { scores: [], boards: {} },
): Promise<Files> {
  const each = await Promise.all(dossiers.map(filesOf))
  const index = { 'docs/evidence/README.md': indexPage(dossiers), ...scoreFiles(scored) }
  return Object.assign(index, ...each) as Files
}
