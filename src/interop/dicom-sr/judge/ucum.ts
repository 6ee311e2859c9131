import type { CodedEntry } from '../content-item.ts'
import type { SrMap } from '../sr-map.ts'

/** The UCUM code of a unit, its own or that of its equivalents. */
export function toUcum(unit: CodedEntry | undefined, { unitAliases }: SrMap): string | undefined {
  if (unit === undefined) return undefined
  const sent = [unit, ...unit.equivalents].find(({ scheme }) => scheme === 'UCUM')?.value
  return unitAliases.find((alias) => alias.sent === sent)?.ucum ?? sent
}
