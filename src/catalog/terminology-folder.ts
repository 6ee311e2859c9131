import { type Coding, toValueSet, type ValueSet } from '../clinical/terminology/value-set.ts'
import { isUcumUnit, type UnitSynonyms } from '../clinical/terminology/convert.ts'
import type { Folder } from './folder.ts'
import { checkCodes } from './check-codes.ts'
import type { Problems } from './problems.ts'
import { synonymsSchema, valueSetSchema } from './schemas.ts'
import { siteCodings } from './site-codes.ts'
import type { SiteFile } from './site-file.ts'

/** Value sets by id. */
export type ValueSets = ReadonlyMap<string, ValueSet>

function loadShipped(folder: Folder, problems: Problems): ValueSets {
  const loaded = folder.jsonFiles().flatMap((file): [string, ValueSet][] => {
    const parsed = problems.parse(file, valueSetSchema, folder.readJson(file, problems))
    const name = file.replace(/\.json$/, '')
    // What names it is not at fault when it cannot be read.
    if (parsed === undefined) return [[name, toValueSet(name, name, [])]]
    if (name !== parsed.id)
      problems.add(file, ['id'], 'must equal the name of its file without .json')
    checkCodes(parsed, file, problems)
    const codings = parsed.compose.include.flatMap(({ system, concept }): Coding[] =>
      concept.map(({ code, display }) => ({ system, code, display })),
    )
    return [[name, toValueSet(name, parsed.title, codings)]]
  })
  return new Map(loaded)
}

/** The value sets of a folder, each with the codes that the site adds to it. */
export function loadValueSets(
  folder: Folder,
  site: SiteFile,
  { ofSets, ofSite }: { readonly ofSets: Problems; readonly ofSite: Problems },
): ValueSets {
  const shipped = loadShipped(folder, ofSets)
  const added = siteCodings(site, shipped, ofSite)
  const whole = [...shipped.values()].map(({ id, title, codings }): [string, ValueSet] => [
    id,
    toValueSet(id, title, [...codings, ...(added.get(id) ?? [])]),
  ])
  return new Map(whole)
}

/** The unit synonyms of a folder; what a synonym stands for must be UCUM. */
export function loadSynonyms(folder: Folder, problems: Problems): UnitSynonyms {
  const file = 'synonyms.json'
  const parsed = problems.parse(file, synonymsSchema, folder.readJson(file, problems))
  const entries = (parsed?.synonyms ?? []).map(({ canonicalUnit, ucumByText }, i) => {
    for (const [text, ucum] of Object.entries(ucumByText)) {
      if (!isUcumUnit(ucum))
        problems.add(file, ['synonyms', i, 'ucumByText', text], `${ucum} is not UCUM`)
    }
    return [canonicalUnit, new Map(Object.entries(ucumByText))] as const
  })
  return new Map(entries)
}
