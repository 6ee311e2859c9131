import { isUcumUnit, ucumFactor, type WrittenUnits } from '../clinical/terminology/convert.ts'
import { foldUnit, readWrittenUnit, type UnitWords } from '../clinical/terminology/written-unit.ts'
import type { Problems } from './problems.ts'
import { addSiteProblem, type SiteFile } from './site-file.ts'

/** What the grammar reads in a spelling that is another number of the unit that the site states. */
const contradicted = (spelling: string, ucum: string, words: UnitWords) =>
  readWrittenUnit(spelling, words).find((read) => {
    const factor = ucumFactor(read, ucum)
    return factor !== undefined && factor !== 1
  })

/** How units are written here: the words of the grammar, and the site's own spellings. */
export function readWrittenUnits(
  { units }: SiteFile,
  words: UnitWords,
  problems: Problems,
): WrittenUnits {
  const spellings = new Map<string, string>()
  for (const { written, ucum } of units) {
    const path = ['units', written]
    const key = foldUnit(written)
    const other = spellings.get(key)
    const read = contradicted(written, ucum, words)
    if (!isUcumUnit(ucum)) addSiteProblem(problems, path, `${ucum} is not UCUM`)
    if (other !== undefined && other !== ucum)
      addSiteProblem(problems, path, `has two meanings, ${other} and ${ucum}`)
    if (read !== undefined)
      addSiteProblem(problems, path, `is read as ${read} and cannot mean ${ucum}`)
    spellings.set(key, ucum)
  }
  return { words, spellings }
}
