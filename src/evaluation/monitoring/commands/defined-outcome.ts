import { digestOf } from '../../../base/digest.ts'
import { readOutcomeDefinition } from '../../cohort/commands/cohort-options.ts'
import type { OutcomeRule } from '../../outcomes/observed-outcome.ts'
import { readOutcomeRule } from '../../outcomes/read-outcome-rule.ts'
import type { DefinedOutcome } from '../outcomes-of-definition.ts'

/**
 * An outcome definition by its file. Two files of the same words are of the same definition.
 *
 * @throws {Fault} When it lacks a statement, or is not written as the documentation says.
 */
export async function readDefinedOutcome(
  path: string,
): Promise<DefinedOutcome & { readonly rule: OutcomeRule }> {
  const rule = await readOutcomeRule(path)
  const id = digestOf(JSON.stringify(await readOutcomeDefinition(path))).slice(0, 16)
  return { id, horizon: rule, rule }
}
