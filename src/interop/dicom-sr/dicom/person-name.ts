/**
 * A Person Name (PS3.5 section 6.2.1) as people write it: the first of its groups that says
 * something, given names before the family name.
 */
export function readPersonName(text: string | undefined): string | undefined {
  const [group] = (text ?? '').split('=').filter((part) => /[^\s^]/.test(part))
  if (group === undefined) return undefined
  const [family = '', given = '', middle = '', prefix = '', suffix = ''] = group
    .split('^')
    .map((part) => part.trim())
  return [prefix, given, middle, family, suffix].filter((part) => part !== '').join(' ')
}
