import type { Define } from '../../terminal/lazy-commands.ts'
import type { Terminal } from '../../terminal/terminal.ts'
import { inspectConfig } from '../config.ts'
import type { ConfigCheck, ToConfigChecks } from '../config-check.ts'

/** Where the checks are: every wing has its own, and knows nothing of the others'. */
export type LoadChecks = () => Promise<{ readonly toConfigChecks: ToConfigChecks }>

const indented = (text: string) => text.replaceAll('\n', '\n    ')

async function problemsOf({ name, attempt }: ConfigCheck): Promise<readonly string[]> {
  try {
    await attempt()
    return []
  } catch (error) {
    return [`${name}: ${error instanceof Error ? error.message : String(error)}`]
  }
}

/** What is wrong with a setting itself is told: what it leads to is not looked at. */
const isOfSetting = (name: string, problems: readonly string[]) =>
  problems.some(
    (problem) => problem.startsWith(`${name}: `) || problem.startsWith(`${name}_FILE: `),
  )

/** Says everything that is wrong with the settings of a terminal; ends with 1 at any mistake. */
export async function checkConfig(
  { say, complain, endWith, environment, clock }: Terminal,
  isSandbox: boolean,
  wings: readonly LoadChecks[],
): Promise<void> {
  const { config, ...found } = inspectConfig(environment, isSandbox ? [] : ['--no-sandbox'])
  const problems = [...found.problems, ...found.warnings]
  const loaded = await Promise.all(wings.map((load) => load()))
  const checks = loaded.flatMap(({ toConfigChecks }) => toConfigChecks(config, clock))
  for (const check of checks.filter(({ name }) => !isOfSetting(name, found.problems))) {
    const ofCheck = await problemsOf(check)
    problems.push(...ofCheck)
    if (ofCheck.length > 0) continue
    say(`ok: ${check.name}`)
    for (const remark of check.remarks?.() ?? []) say(`    ${remark}`)
  }
  if (problems.length === 0) {
    say('the configuration can be used')
    return
  }
  complain(`the configuration has problems:`)
  for (const problem of problems) complain(`  ${indented(problem)}`)
  endWith(1)
}

/** `check-config`: every mistake of the configuration at once, and an exit code. */
export const defineCheckConfig =
  (wings: readonly LoadChecks[]): Define =>
  (command, terminal) =>
    command
      .option('--no-sandbox', 'check it as for a service that is started with --no-sandbox')
      .action(({ sandbox }: { readonly sandbox: boolean }) => checkConfig(terminal, sandbox, wings))
