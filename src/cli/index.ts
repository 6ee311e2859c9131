export type { CohortModel, CohortTools, InstalledModel } from './cohort-tools.ts'
export { toProgram } from './program.ts'
export type { DescribedModel, ProgramOptions } from './program.ts'
