/** Variables as a process has them. */
export type Environment = Readonly<Record<string, string | undefined>>

/** The variables of this process. */
export const PROCESS_ENVIRONMENT: Environment = process.env
