import type { ModelFile } from '../../catalog/model-file.ts'
import type { Evidence } from './derive-evidence.ts'
import {
  examplesSection,
  measurementSection,
  populationsSection,
  referenceSection,
  swingsSection,
} from './assumption-sections.ts'
import { coefficientsSection, matricesSection, spreadsSection } from './study-sections.ts'
import { versionsSection } from './versions-section.ts'
import { statesSection } from './states-section.ts'
import { NOMOGRAM_FILE } from './model-card.ts'

export function evidencePage(modelFile: ModelFile, evidence: Evidence): string {
  const { id, version } = modelFile.definition.model.definition
  const sections = [
    [
      `# Evidence: ${id} ${version}`,
      '',
      `Everything here is computed by \`npm run evidence\` from the published figures (\`cds-services/models/${modelFile.definition.id}/study.json\` and`,
      '`risk-model.json`) and the documented assumptions. The same in numbers: [evidence.json](evidence.json).',
      '',
      `Study: ${modelFile.study.citation}`,
    ],
    coefficientsSection(modelFile, evidence),
    matricesSection(modelFile, evidence),
    spreadsSection(modelFile, evidence),
    referenceSection(modelFile, evidence),
    swingsSection(evidence),
    populationsSection(evidence),
    versionsSection(modelFile),
    statesSection(evidence),
    measurementSection(modelFile),
    examplesSection(evidence),
    ['## Nomogram', '', `![Points per predictor, their sum, and the risk](${NOMOGRAM_FILE})`],
  ]
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}
