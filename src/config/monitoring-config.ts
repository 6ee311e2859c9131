import { readFileSync } from 'node:fs'
import { z } from 'zod'

/** How the model in use is watched. */
export interface MonitoringConfig {
  /** Who knows it may read `GET /admin/report`; without it there is no such page. */
  readonly adminToken: string | undefined
  /** The file of a model that runs beside the installed one in silence. */
  readonly challengerFile: string | undefined
}

const LEAST_CHARACTERS = 16
const TOO_SHORT = `must have at least ${String(LEAST_CHARACTERS)} characters`

/** The environment variables of monitoring. */
export const monitoringVariables = {
  ADMIN_TOKEN: z.string().min(LEAST_CHARACTERS, TOO_SHORT).optional(),
  ADMIN_TOKEN_FILE: z.string().min(1).optional(),
  CHALLENGER_MODEL: z.string().min(1).optional(),
}

type MonitoringValues = {
  readonly [Name in keyof typeof monitoringVariables]?: string | undefined
}

function tokenIn(path: string, problems: string[]): string | undefined {
  try {
    const token = readFileSync(path, 'utf8').trim()
    if (token.length >= LEAST_CHARACTERS) return token
    problems.push(`ADMIN_TOKEN_FILE: what it holds ${TOO_SHORT}`)
  } catch {
    problems.push('ADMIN_TOKEN_FILE: cannot be read')
  }
  return undefined
}

/** How the model in use is watched; what is wrong is added to the problems. */
export function toMonitoringConfig(
  { ADMIN_TOKEN: token, ADMIN_TOKEN_FILE: file, CHALLENGER_MODEL }: MonitoringValues,
  problems: string[],
): MonitoringConfig {
  if (token !== undefined && file !== undefined)
    problems.push('ADMIN_TOKEN_FILE: ADMIN_TOKEN is set too; one of them')
  const adminToken = token ?? (file === undefined ? undefined : tokenIn(file, problems))
  return { adminToken, challengerFile: CHALLENGER_MODEL }
}
