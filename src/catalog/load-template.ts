import type { JsonPath } from '../base/json-path.ts'
import type { Problems } from './problems.ts'

/** Where the text of a template stands. */
export interface TextPlace {
  readonly file: string
  /** Path in a JSON file; empty when the file is the text. */
  readonly at: JsonPath
}

/**
 * A template; nothing, with a problem, when the text is none.
 *
 * @param parse - Throws when the text is no template.
 */
export function parseTemplate<Parsed>(
  parse: () => Parsed,
  problems: Problems,
  { file, at }: TextPlace,
): Parsed | undefined {
  try {
    return parse()
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : 'is no template'
    problems.add(file, at, `cannot be read as a text with placeholders: ${why}`)
    return undefined
  }
}

/** Adds a problem for everything that would be empty where a template is rendered. */
export function addMisuses(
  misuses: readonly string[],
  problems: Problems,
  { file, at }: TextPlace,
): void {
  for (const misuse of misuses)
    problems.add(file, at, misuse, `docs/adding-a-model.md#placeholders lists what there is`)
}
