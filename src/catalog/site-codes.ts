import type { Coding, ValueSet } from '../clinical/terminology/value-set.ts'
import { isUcumUnit } from '../clinical/terminology/convert.ts'
import { askIfMeant } from '../base/config/schema-words.ts'
import type { JsonPath } from '../base/json-path.ts'
import type { Problems } from './problems.ts'
import { addSiteProblem, type SiteConceptMap, type SiteFile } from './site-file.ts'

type Code = Pick<Coding, 'system' | 'code'>

/** A site's statement that one of its codes belongs into value sets of `cds-services`. */
interface Statement {
  readonly path: JsonPath
  readonly coding: Code
  readonly valueSets: readonly string[]
}

/** `system|code`, as FHIR writes a token. */
export const tokenOf = ({ system, code }: Code) => `${system}|${code}`

const namesOf = (valueSets: readonly string[]) => valueSets.join(' and ')

/**
 * Equivalences by which what is true of the target is true of the source.
 * https://hl7.org/fhir/R4/valueset-concept-map-equivalence.html
 */
const HOLDING = ['equivalent', 'equal', 'wider', 'subsumes']
/** Equivalences by which the source is not mapped at all; any other is too loose. */
const SAYING_NO = ['unmatched', 'disjoint']

type Shipped = ReadonlyMap<string, ValueSet>

const valueSetsWith = (shipped: Shipped, coding: Code) =>
  [...shipped.values()].filter((valueSet) => valueSet.has(coding)).map(({ id }) => id)

/** Statements of the member `codes`. */
function fromCodes({ codes }: SiteFile, shipped: Shipped, problems: Problems) {
  return Object.entries(codes).flatMap(([id, list]): Statement[] => {
    const path = ['codes', id]
    if (!shipped.has(id)) {
      const meant = askIfMeant(id, [...shipped.keys()])
      const words = ['there is no such value set', meant].filter((part) => part !== undefined)
      addSiteProblem(problems, path, words.join('. '))
    }
    return shipped.has(id) ? list.map((coding) => ({ path, coding, valueSets: [id] })) : []
  })
}

type Group = SiteConceptMap['group'][number]
type Element = Group['element'][number]

/** A mapped code belongs wherever the code is that it is mapped to. */
function fromElement(group: Group, element: Element, shipped: Shipped, problems: Problems) {
  const coding = { system: group.source, code: element.code }
  const path = ['conceptMaps', tokenOf(coding)]
  const meant = element.target.filter((mapped) => !SAYING_NO.includes(mapped.equivalence))
  return meant.flatMap(({ code, equivalence }): Statement[] => {
    if (!HOLDING.includes(equivalence)) {
      addSiteProblem(problems, path, `${equivalence} is too loose: only ${HOLDING.join(', ')} hold`)
      return []
    }
    const target = { system: group.target, code: code ?? '' }
    const valueSets = valueSetsWith(shipped, target)
    if (valueSets.length === 0)
      addSiteProblem(problems, path, `its target ${tokenOf(target)} is in no value set`)
    return valueSets.length === 0 ? [] : [{ path, coding, valueSets }]
  })
}

const isWithin = (some: readonly string[], all: readonly string[]) =>
  some.every((id) => all.includes(id))

/** Reports a code that would mean two things: by two statements, or by one and the shipped sets. */
function checkContradictions(
  statements: readonly Statement[],
  shipped: Shipped,
  problems: Problems,
): void {
  const meanings = new Map<string, readonly string[]>()
  for (const { path, coding, valueSets } of statements) {
    const token = tokenOf(coding)
    const known = meanings.get(token) ?? valueSetsWith(shipped, coding)
    const agrees = known.length === 0 || isWithin(known, valueSets) || isWithin(valueSets, known)
    if (!agrees) {
      const words = `${token} means ${namesOf(known)} already and cannot mean ${namesOf(valueSets)}`
      addSiteProblem(problems, path, words)
    }
    if (known.length < valueSets.length) meanings.set(token, valueSets)
  }
}

/** The codes that the site adds, by value set. */
export function siteCodings(
  site: SiteFile,
  shipped: Shipped,
  problems: Problems,
): ReadonlyMap<string, readonly Coding[]> {
  const mapped = site.conceptMaps
    .flatMap(({ group }) => group)
    .flatMap((group) =>
      group.element.flatMap((element) => fromElement(group, element, shipped, problems)),
    )
  const statements = [...fromCodes(site, shipped, problems), ...mapped]
  checkContradictions(statements, shipped, problems)
  const byValueSet = new Map<string, readonly Coding[]>()
  for (const { coding, valueSets } of statements) {
    const { system, code } = coding
    for (const id of valueSets)
      byValueSet.set(id, [...(byValueSet.get(id) ?? []), { system, code }])
  }
  return byValueSet
}

/** UCUM units by `system|code`, for values that come without a unit. */
export type DefaultUnits = ReadonlyMap<string, string>

/** The units that the site states for codes whose values come without one. */
export function readDefaultUnits(
  site: SiteFile,
  valueSets: ReadonlyMap<string, ValueSet>,
  problems: Problems,
): DefaultUnits {
  const units = new Map<string, string>()
  for (const { unit, ...coding } of site.defaultUnits) {
    const token = tokenOf(coding)
    const path = ['defaultUnits', token]
    const other = units.get(token)
    if (!isUcumUnit(unit)) addSiteProblem(problems, path, `${unit} is not UCUM`)
    if (other !== undefined && other !== unit)
      addSiteProblem(problems, path, `has two units, ${other} and ${unit}`)
    if (valueSetsWith(valueSets, coding).length === 0)
      addSiteProblem(problems, path, 'is in no value set, so that the unit would never be used')
    units.set(token, unit)
  }
  return units
}
