import { readFileSync } from 'node:fs'
import { parseJsonText } from '../json.ts'
import type { Environment } from './environment.ts'
import type { Settings } from './setting.ts'
import { meantBy } from '../similar.ts'

/** What was set, by variable, and what is wrong with the way it was set. */
export interface Gathered {
  readonly values: Readonly<Record<string, string>>
  readonly problems: readonly string[]
  readonly warnings: readonly string[]
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

/** Variables with an empty value count as not set, as compose files leave them. */
const withoutEmpty = (variables: Environment) =>
  Object.fromEntries(
    Object.entries(variables).filter((entry): entry is [string, string] => isText(entry[1])),
  )

const FILE_NAMED_BY = 'CONFIG_FILE'

const wordsOf = (error: unknown) => (error instanceof Error ? error.message : 'cannot be read')

/**
 * The text of a file.
 *
 * @returns Nothing, and one problem more, when it cannot be read. The text itself is never said: it
 *   may be a secret.
 */
function readText(variable: string, path: string, problems: string[]): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    problems.push(`${variable}: ${wordsOf(error)}`)
    return undefined
  }
}

/** The JSON of a file; nothing, and one problem more, when it cannot be read. */
export function readJson(variable: string, path: string, problems: string[]): unknown {
  const text = readText(variable, path, problems)
  if (text === undefined) return undefined
  try {
    return parseJsonText(text)
  } catch {
    problems.push(`${variable}: ${path} is no JSON`)
    return undefined
  }
}

const unknownName = (name: string, known: readonly string[]) => {
  const meant = meantBy(name, known)
  return `there is no setting ${name}${meant === undefined ? '' : `: is ${meant} meant?`}`
}

function readMember(name: string, value: unknown, problems: string[]): readonly [string, string][] {
  if (value === null || value === '') return []
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return [[name, String(value)]]
  problems.push(`${FILE_NAMED_BY}: ${name}: must be a text, a number, true or false`)
  return []
}

/** The settings of the configuration file. */
function readFile(
  path: string | undefined,
  known: readonly string[],
  problems: string[],
): Readonly<Record<string, string>> {
  const json = path === undefined ? {} : readJson(FILE_NAMED_BY, path, problems)
  if (json === undefined) return {}
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    problems.push(`${FILE_NAMED_BY}: must hold one JSON object`)
    return {}
  }
  const entries = Object.entries(json).flatMap(([name, value]: [string, unknown]) => {
    if (known.includes(name) && name !== FILE_NAMED_BY) return readMember(name, value, problems)
    problems.push(
      name === FILE_NAMED_BY
        ? `${FILE_NAMED_BY}: it is named by the environment alone`
        : `${FILE_NAMED_BY}: ${unknownName(name, known)}`,
    )
    return []
  })
  return Object.fromEntries(entries)
}

/** Puts the content of its file in the place of every secret that is given by one. */
function readSecrets(
  secrets: readonly string[],
  values: Readonly<Record<string, string>>,
  problems: string[],
): Readonly<Record<string, string>> {
  const read = secrets.flatMap((variable) => {
    const path = values[`${variable}_FILE`]
    if (path === undefined) return []
    if (values[variable] !== undefined) {
      problems.push(`${variable}: is given twice, by itself and by ${variable}_FILE`)
      return []
    }
    const secret = readText(`${variable}_FILE`, path, problems)?.trim()
    if (secret === '') problems.push(`${variable}_FILE: ${path} is empty`)
    return isText(secret) ? [[variable, secret] as const] : []
  })
  return { ...values, ...Object.fromEntries(read) }
}

/** Every name that may be set. */
export const namesOf = (settings: Settings): readonly string[] =>
  Object.values(settings).flatMap(({ variable, isSecret }) =>
    isSecret === true ? [variable, `${variable}_FILE`] : [variable],
  )

const secretsOf = (settings: Settings): readonly string[] =>
  Object.values(settings)
    .filter(({ isSecret }) => isSecret === true)
    .map(({ variable }) => variable)

/**
 * What the environment and the configuration file say; the environment wins. A name in the file
 * that is no setting is a mistake; in the environment, which belongs to others too, only one that
 * looks like a setting is worth a warning.
 *
 * @param settings - Every setting that there is.
 * @param wanted - Those whose secrets are read from their files.
 */
export function gather(settings: Settings, wanted: Settings, environment: Environment): Gathered {
  const problems: string[] = []
  const known = namesOf(settings)
  const set = withoutEmpty(environment)
  const file = readFile(set[FILE_NAMED_BY], known, problems)
  // A secret of the environment wins over its file that the configuration file names, and so on.
  const overridden = secretsOf(settings).flatMap((variable) =>
    variable in set || `${variable}_FILE` in set ? [variable, `${variable}_FILE`] : [],
  )
  const fromFile = Object.entries(file).filter(([name]) => !overridden.includes(name))
  const merged = { ...Object.fromEntries(fromFile), ...set }
  const values = readSecrets(secretsOf(wanted), merged, problems)
  const warnings = Object.keys(set)
    .filter((name) => !known.includes(name) && meantBy(name, known) !== undefined)
    .map((name) => unknownName(name, known))
  return { values, problems, warnings }
}
