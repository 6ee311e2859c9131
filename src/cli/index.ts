export type { ImportSrPorts } from './import-sr.ts'
export { toProgram } from './program.ts'
export type { DescribedModel, ProgramOptions } from './program.ts'
