export { toProgram } from './program.ts'
export type { DescribedModel, ProgramOptions } from './program.ts'
