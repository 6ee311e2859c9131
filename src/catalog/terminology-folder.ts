import { isBelow, SHIPPED_BASE } from '../base/canonical.ts'
import { type Coding, toValueSet, type ValueSet } from '../clinical/terminology/value-set.ts'
import { isUcumUnit } from '../clinical/terminology/convert.ts'
import type { UnitWords } from '../clinical/terminology/written-unit.ts'
import type { Folder } from './folder.ts'
import { checkCodes } from './check-codes.ts'
import type { Problems } from './problems.ts'
import { unitsSchema, valueSetSchema } from './schemas.ts'
import { siteCodings } from './site-codes.ts'
import type { SiteFile } from './site-file.ts'

/** Value sets by id. */
export type ValueSets = ReadonlyMap<string, ValueSet>

/** What was written before the site had a base of its own is still read. */
const underShippedBase = ({ system, code, display }: Coding, base: string): readonly Coding[] =>
  base !== SHIPPED_BASE && isBelow(base, system)
    ? [{ system: `${SHIPPED_BASE}${system.slice(base.length)}`, code, display: display ?? code }]
    : []

function loadShipped(folder: Folder, canonicalBase: string): ValueSets {
  const loaded = folder.jsonFiles().map((file): [string, ValueSet] => {
    const valueSet = folder.readJson(file, valueSetSchema)
    const id = file.replace(/\.json$/, '')
    // What names it is not at fault when it cannot be read.
    if (valueSet === undefined) return [id, toValueSet(id, id, [])]
    if (id !== valueSet.id)
      folder.problems.add(file, ['id'], 'must equal the name of its file without .json')
    if (!valueSet.url.endsWith(`/ValueSet/${id}`))
      folder.problems.add(file, ['url'], `must end with /ValueSet/${id}`)
    checkCodes(valueSet, file, { problems: folder.problems, canonicalBase })
    const codings = valueSet.compose.include.flatMap(({ system, concept }): Coding[] =>
      concept.map(({ code, display, designation, extension: [, ordinal] }) => ({
        system,
        code,
        display,
        ...(designation && {
          designations: Object.fromEntries(
            designation.map(({ language, value }) => [language, value]),
          ),
        }),
        ordinal: ordinal?.valueDecimal,
      })),
    )
    const former = codings.flatMap((coding) => underShippedBase(coding, canonicalBase))
    return [id, toValueSet(id, valueSet.title, [...codings, ...former])]
  })
  return new Map(loaded)
}

interface ValueSetOptions {
  readonly site: SiteFile
  /** Where the mistakes in the site file are collected. */
  readonly siteProblems: Problems
  readonly canonicalBase: string
}

/** The value sets of a folder, each with the codes that the site adds to it. */
export function loadValueSets(
  folder: Folder,
  { site, siteProblems, canonicalBase }: ValueSetOptions,
): ValueSets {
  const shipped = loadShipped(folder, canonicalBase)
  const added = siteCodings(site, shipped, siteProblems)
  const complete = [...shipped.values()].map(({ id, title, codings }): [string, ValueSet] => [
    id,
    toValueSet(id, title, [...codings, ...(added.get(id) ?? [])]),
  ])
  return new Map(complete)
}

const NO_WORDS: UnitWords = {
  counted: [],
  percent: [],
  powers: [],
  volumes: [],
  areas: [],
  times: [],
}

/** The words of units in `terminology/units.json`; what a word stands for must be UCUM. */
export function loadUnitWords(terminology: Folder): UnitWords {
  const file = 'units.json'
  const units = terminology.readJson(file, unitsSchema)
  if (units === undefined) return NO_WORDS
  for (const kind of ['volumes', 'areas', 'times'] as const) {
    for (const [i, { ucum }] of units[kind].entries()) {
      if (!isUcumUnit(ucum))
        terminology.problems.add(file, [kind, i, 'ucum'], `${ucum} is not UCUM`)
    }
  }
  const { counted, percent, powers, volumes, areas, times } = units
  return { counted: counted.words, percent: percent.words, powers, volumes, areas, times }
}
