import { Command } from 'commander'
import type { ModelFile } from './catalog/model-file.ts'
import type { ScoreFiles } from './evaluation/evidence/generated-files.ts'
import type { RiskModelDefinition } from './clinical/models/definition.ts'
import { addCheckServices, type CheckServicesPorts } from './catalog/commands/check-services.ts'
import { toCohortCommand } from './evaluation/cohort/commands/cohort-commands.ts'
import type { ExtractionTools } from './evaluation/extraction/commands/cohort-extract.ts'
import type { CohortTools } from './evaluation/cohort/commands/cohort-tools.ts'
import { addCheckConfig, addConfigDocs, type ConfigPorts } from './check-config.ts'
import { addDoctor, type DoctorPorts } from './hook/doctor/doctor.ts'
import { addHl7v2, type Hl7v2Ports } from './interop/hl7v2/command.ts'
import { addImportSr, type ImportSrPorts } from './interop/dicom-sr/command.ts'
import { conformanceCommand, type ConformanceSurroundings } from './interop/conformance/command.ts'
import { addEvidenceCommand } from './evaluation/evidence/commands/evidence.ts'
import { describeIntercept } from './evaluation/evidence/commands/intercept.ts'
import { addMonitoring } from './evaluation/monitoring/commands/monitoring.ts'
import type { MonitoringTools } from './evaluation/monitoring/commands/monitoring-tools.ts'
import { addNewModel, type NewModelPorts } from './catalog/commands/new-model.ts'
import { addRecords, type RecordsPorts } from './records/commands/records.ts'
import { addNomogramCommand } from './evaluation/evidence/commands/nomogram.ts'

/** A model whose intercept can be described. */
export interface DescribedModel {
  readonly definition: RiskModelDefinition
  /** Interval of the c-statistic in the study's training patients. */
  readonly publishedAuc?: readonly [number, number] | undefined
}

/** What the commands work with. */
export interface ProgramOptions extends ConformanceSurroundings {
  readonly models: readonly DescribedModel[]
  readonly dossiers: readonly ModelFile[]
  readonly scored?: ScoreFiles | undefined
  /** Absolute path of the repository. */
  readonly repository: string
  readonly importSr: ImportSrPorts
  readonly hl7v2: Hl7v2Ports
  readonly doctor: DoctorPorts
  readonly checkServices: CheckServicesPorts
  readonly newModel: NewModelPorts
  readonly cohort: CohortTools & { readonly extraction: ExtractionTools }
  readonly config: ConfigPorts
  readonly monitoring: MonitoringTools
  readonly records: RecordsPorts
}

/** Whether a command works on a folder of services that need not be fit to be served. */
export const isFolderCommand = (command: string | undefined): boolean =>
  command === 'check-services' || command === 'new-model'

/** The command line program. */
export function toProgram(options: ProgramOptions): Command {
  const { models, dossiers, scored, repository, say, importSr, doctor, cohort, config } = options
  const program = new Command('tace-cds').description('Tools around the CDS service')
  program
    .command('intercept')
    .description('print the solved intercept of each model and what it rests on')
    .action(() => {
      for (const { definition, publishedAuc } of models)
        say(describeIntercept(definition, publishedAuc).join('\n'))
    })
  addCheckServices(program, options.checkServices)
  addNewModel(program, options.newModel)
  addImportSr(program, importSr)
  addHl7v2(program, options.hl7v2)
  addCheckConfig(program, config)
  addConfigDocs(program, config)
  addDoctor(program, doctor)
  addMonitoring(program, options.monitoring)
  addRecords(program, options.records)
  addEvidenceCommand(program, { dossiers, scored, repository, say })
  addNomogramCommand(program, { definitions: dossiers.map(({ definition }) => definition), say })
  program.addCommand(conformanceCommand(options))
  program.addCommand(toCohortCommand(cohort))
  return program
}
