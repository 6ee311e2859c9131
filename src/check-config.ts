import { readFileSync, writeFileSync } from 'node:fs'
import type { Command } from 'commander'

/** One thing that the settings rest on, and what is wrong with it, in words. */
export interface ConfigCheck {
  readonly name: string
  readonly problems: () => Promise<readonly string[]>
}

/** What the settings say of themselves, and what else is to be looked at. */
export interface ConfigFindings {
  readonly problems: readonly string[]
  readonly warnings: readonly string[]
  readonly checks: readonly ConfigCheck[]
}

/** What the commands about the configuration work with. */
export interface ConfigPorts {
  /** @param args - Switches of the service. */
  readonly inspect: (args: readonly string[]) => ConfigFindings
  /** The table of all settings, as Markdown. */
  readonly describe: () => string
  readonly say: (text: string) => void
  readonly complain: (text: string) => void
  readonly fail: () => void
}

const indented = (text: string) => text.replaceAll('\n', '\n    ')

/** Every problem of the settings and of what they name. */
async function findProblems(findings: ConfigFindings, say: ConfigPorts['say']) {
  const problems = [...findings.problems, ...findings.warnings]
  for (const { name, problems: look } of findings.checks) {
    const found = await look()
    problems.push(...found.map((one) => `${name}: ${one}`))
    if (found.length === 0) say(`ok: ${name}`)
  }
  return problems
}

async function checkConfig(sandbox: boolean, ports: ConfigPorts): Promise<void> {
  const findings = ports.inspect(sandbox ? [] : ['--no-sandbox'])
  const problems = await findProblems(findings, ports.say)
  if (problems.length === 0) {
    ports.say('the configuration can be used')
    return
  }
  ports.complain(`the configuration has problems:`)
  for (const problem of problems) ports.complain(`  ${indented(problem)}`)
  ports.fail()
}

/** `check-config`: every mistake of the configuration at once, and an exit code. */
export function addCheckConfig(program: Command, ports: ConfigPorts): void {
  program
    .command('check-config')
    .description('check the configuration and everything it names; ends with 1 at any mistake')
    .option('--no-sandbox', 'check it as for a service that is started with --no-sandbox')
    .action(({ sandbox }: { readonly sandbox: boolean }) => checkConfig(sandbox, ports))
}

/** `config-docs --out FILE [--check]`: writes the table of settings, or compares it. */
export function addConfigDocs(program: Command, { describe, say }: ConfigPorts): void {
  const command = program
    .command('config-docs')
    .description('write the table of all settings')
    .requiredOption('--out <file>', 'Markdown file')
    .option('--check', 'write nothing; fail when the file is not what would be written')
    .action(({ out, check }: { readonly out: string; readonly check?: true }) => {
      const text = describe()
      if (check === undefined) writeFileSync(out, text)
      else if (readFileSync(out, 'utf8') !== text)
        command.error(`stale, run npm run config:docs: ${out}`)
      say(check === undefined ? `${out}: written` : `${out}: up to date`)
    })
}
