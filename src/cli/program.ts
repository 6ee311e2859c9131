import { Command } from 'commander'
import type { RiskModelDefinition } from '../risk-model/index.ts'
import { conformanceCommand, type ConformanceSurroundings } from './conformance.ts'
import { describeIntercept } from './intercept.ts'

/** A model whose intercept can be described. */
export interface DescribedModel {
  readonly definition: RiskModelDefinition
  /** Interval of the c-statistic in the study's training patients. */
  readonly publishedAuc: readonly [number, number]
}

/** What the commands work with. */
export interface ProgramOptions extends ConformanceSurroundings {
  readonly models: readonly DescribedModel[]
}

/** The command line program. */
export function toProgram(options: ProgramOptions): Command {
  const { models, say } = options
  const program = new Command('tace-cds').description('Tools around the CDS service')
  program
    .command('intercept')
    .description('print the solved intercept of each model and what it rests on')
    .action(() => {
      for (const { definition, publishedAuc } of models)
        say(describeIntercept(definition, publishedAuc).join('\n'))
    })
  program.addCommand(conformanceCommand(options))
  return program
}
