import type { SurveyedCode } from '../../hook/doctor/survey/survey.ts'
import type { Asking } from './asking.ts'

/** A code that the site maps into a value set, and its unit where its values have none. */
export interface AcceptedCode {
  readonly valueSet: string
  readonly system: string
  readonly code: string
  readonly display: string
  readonly unit?: string
}

export interface ChoosingOptions {
  /** `all`: every code whose meaning is clear; else `code`, or `system|code=value-set`, each. */
  readonly accept: readonly string[]
  /** `system|code=unit`, in UCUM. */
  readonly unit: readonly string[]
}

const tokenOf = ({ system, code }: SurveyedCode) => `${system}|${code}`

/** The part behind the last `=` of the option that is about a code. */
function saidOf(options: readonly string[], found: SurveyedCode): string | undefined {
  const names = [`${tokenOf(found)}=`, `${found.code}=`]
  for (const option of options)
    for (const name of names) if (option.startsWith(name)) return option.slice(name.length)
  return undefined
}

const describe = (found: SurveyedCode, valueSet: string) =>
  `${found.code} "${found.name}" (${tokenOf(found)}): ${String(found.count)} times, ${String(found.patients)} patients: ${valueSet}`

/** By an answer of the person: a yes where it is clear, else the name of one of the sets. */
async function asked(found: SurveyedCode, asking: Asking): Promise<string | undefined> {
  const [first, ...others] = found.mayBe
  if (first === undefined) return undefined
  if (others.length === 0) {
    const answer = await asking.maybe(`${describe(found, first)}? [y/N]`)
    return /^y(es)?$/i.test(answer) ? first : undefined
  }
  const which = `which of ${found.mayBe.join(', ')}, or none`
  const answer = await asking.maybe(`${describe(found, which)}?`)
  return found.mayBe.find((id) => id === answer)
}

async function valueSetOf(
  found: SurveyedCode,
  { accept }: ChoosingOptions,
  asking: Asking,
): Promise<string | undefined> {
  const said = saidOf(accept, found)
  if (said !== undefined) return said
  if (accept.length === 0) return asked(found, asking)
  const [first, ...others] = found.mayBe
  const isNamed = ['all', found.code, tokenOf(found)].some((name) => accept.includes(name))
  return isNamed && others.length === 0 ? first : undefined
}

async function unitOf(found: SurveyedCode, options: ChoosingOptions, asking: Asking) {
  if (found.withoutUnit === 0) return undefined
  const said = saidOf(options.unit, found)
  if (said !== undefined || options.accept.length > 0) return said
  const answer = await asking.maybe(
    `${found.code}: ${String(found.withoutUnit)} values have no unit. Which is it, in UCUM (as 10*9/L)? Empty: not known`,
  )
  return answer === '' ? undefined : answer
}

/** The codes that are accepted, one after the other; each is one person's word. */
export async function chooseCodes(
  unmapped: readonly SurveyedCode[],
  options: ChoosingOptions,
  asking: Asking,
): Promise<readonly AcceptedCode[]> {
  const accepted: AcceptedCode[] = []
  for (const found of unmapped) {
    const valueSet = await valueSetOf(found, options, asking)
    if (valueSet === undefined) continue
    const unit = await unitOf(found, options, asking)
    const { system, code, name } = found
    accepted.push({
      valueSet,
      system,
      code,
      display: name,
      ...(unit === undefined ? {} : { unit }),
    })
  }
  return accepted
}
