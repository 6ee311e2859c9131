import { isBelow } from '../base/canonical.ts'
import { isLoinc, isSnomedConcept } from './check-digits.ts'
import type { Problems } from './problems.ts'
import type { ValueSetFile } from './schemas.ts'
import { toLookup } from '../base/lookup.ts'

/** Code systems whose codes carry a check digit, so that a mistyped one is found out. */
const CHECKED = toLookup<(code: string) => boolean>({
  'http://loinc.org': isLoinc,
  'http://snomed.info/sct': isSnomedConcept,
})

/**
 * Systems below the canonical base, or on a domain that is reserved for examples (RFC 2606), are
 * this project's own.
 */
const isLocal = (system: string, canonicalBase: string) =>
  isBelow(canonicalBase, system) || (URL.parse(system)?.hostname ?? '').endsWith('.example')

const SAYS_LOCAL = /^Local code\b/

type Include = ValueSetFile['compose']['include'][number]
type Concept = Include['concept'][number]

function faultOf(
  { system }: Include,
  { code, extension: [source] }: Concept,
  canonicalBase: string,
) {
  if (CHECKED[system]?.(code) === false)
    return [
      'code',
      `${code} is no code of ${system}: its check digit is wrong`,
      'Look it up again',
    ] as const
  const saysLocal = SAYS_LOCAL.test(source.valueString)
  const isOwn = isLocal(system, canonicalBase)
  if (isOwn && !saysLocal)
    return [
      'extension',
      `${code} is a local code and is not marked as one`,
      'Its source begins: Local code',
    ] as const
  if (!isOwn && saysLocal)
    return [
      'extension',
      `${code} is called a local code, but ${system} is none of this project's systems`,
      'Name where the code was looked up, or use a local system',
    ] as const
  return undefined
}

/** That the check digits of a value set's codes are right, and that local codes say so. */
export function checkCodes(
  valueSet: ValueSetFile,
  file: string,
  { problems, canonicalBase }: { readonly problems: Problems; readonly canonicalBase: string },
): void {
  const seen = new Set<string>()
  valueSet.compose.include.forEach((include, i) =>
    include.concept.forEach((concept, j) => {
      const at = ['compose', 'include', i, 'concept', j]
      const [member, ...words] = faultOf(include, concept, canonicalBase) ?? []
      if (member !== undefined) problems.add(file, [...at, member], ...(words as [string, string]))
      const token = `${include.system}|${concept.code}`
      if (seen.has(token)) problems.add(file, at, `${token} is there twice`)
      seen.add(token)
    }),
  )
}
