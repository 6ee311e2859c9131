import type { ModelFile } from '../../catalog/model-file.ts'
import type { Evidence } from './derive.ts'
import {
  examplesSection,
  measurementSection,
  populationsSection,
  referenceSection,
  swingsSection,
} from './evidence-assumptions.ts'
import { coefficientsSection, matricesSection, spreadsSection } from './evidence-study.ts'
import { NOMOGRAM_FILE } from './model-card.ts'

/** The evidence of a service in Markdown. */
export function evidencePage(dossier: ModelFile, evidence: Evidence): string {
  const { id, version } = dossier.definition.model.definition
  const sections = [
    [
      `# Evidence: ${id} ${version}`,
      '',
      `Everything here is computed by \`npm run evidence\` from the published figures (\`cds-services/models/${dossier.definition.id}/study.json\` and`,
      '`risk-model.json`) and the documented assumptions. The same in numbers: [evidence.json](evidence.json).',
      '',
      `Study: ${dossier.study.citation}`,
    ],
    coefficientsSection(dossier, evidence),
    matricesSection(dossier, evidence),
    spreadsSection(dossier, evidence),
    referenceSection(dossier, evidence),
    swingsSection(evidence),
    populationsSection(evidence),
    measurementSection(dossier),
    examplesSection(evidence),
    ['## Nomogram', '', `![Points per predictor, their sum, and the risk](${NOMOGRAM_FILE})`],
  ]
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`
}
