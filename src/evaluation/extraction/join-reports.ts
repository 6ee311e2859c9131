import { Fault } from '../../base/fault.ts'
import type { ExtractionDocument } from './extraction-document.ts'
import { type Counts, type ParticipantFlow, sortedCounts } from './tally.ts'

const refused = (text: string) => new Fault('malformed-request', text)

const MOST_PROBLEMS = 50

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)

function sumCounts(all: readonly Counts[]): Counts {
  const total = new Map<string, number>()
  for (const [name, count] of all.flatMap((counts) => Object.entries(counts)))
    total.set(name, (total.get(name) ?? 0) + count)
  return sortedCounts(total)
}

/** The sum; nothing as soon as one does not say. */
function sumOfKnown(numbers: readonly (number | undefined)[]): number | undefined {
  const known = numbers.filter((number) => number !== undefined)
  return known.length < numbers.length ? undefined : sum(known)
}

type Parts = readonly [ExtractionDocument, ...ExtractionDocument[]]

/** What must be the same in every part, and how it is called. */
const SAME: readonly (readonly [string, (part: ExtractionDocument) => unknown])[] = [
  ['services', ({ service }) => service],
  ['boards of scores', ({ scores }) => scores],
  ['outcome definitions', ({ outcomeDefinition }) => outcomeDefinition],
  ['kinds of part', ({ part }) => [part?.kind, part?.kind === 'shard' ? part.of : undefined]],
  ['types in the export', ({ absentTypes }) => absentTypes],
  [
    'lines that name no patient (every part needs all of them)',
    ({ problems }) => problems.ofAnybody,
  ],
]

function checkSame([first, ...others]: Parts): void {
  for (const [what, of] of SAME) {
    const wanted = JSON.stringify([of(first)])
    if (others.some((part) => JSON.stringify([of(part)]) !== wanted))
      throw refused(`the parts have different ${what}`)
  }
}

/** Every shard once. */
function checkShards(parts: Parts): void {
  const shards = parts.flatMap(({ part }) => (part?.kind === 'shard' ? [part] : []))
  const [first] = shards
  if (first === undefined) return
  const found = new Set(shards.map(({ index }) => index))
  const missing = Array.from({ length: first.of }, (_, i) => i).filter((i) => !found.has(i))
  if (missing.length > 0)
    throw refused(`parts are missing: ${missing.map((i) => `${i}/${first.of}`).join(', ')}`)
  if (shards.length > first.of) throw refused('a part is there twice')
}

/** No patient in two parts: each would have a row from half of the record. */
function checkPatients(parts: Parts): void {
  const seen = new Set<string>()
  let twice = 0
  for (const name of parts.flatMap((part) => part.seen ?? [])) {
    if (seen.has(name)) twice += 1
    seen.add(name)
  }
  if (twice > 0) throw refused(`${twice} patient(s) are divided between parts: nothing was joined`)
}

function joinFlow(flows: readonly ParticipantFlow[]): ParticipantFlow {
  const total = (of: (flow: ParticipantFlow) => number) => sum(flows.map(of))
  return {
    patients: sumOfKnown(flows.map(({ patients }) => patients)),
    withDiagnosis: total((flow) => flow.withDiagnosis),
    treated: total((flow) => flow.treated),
    excluded: total((flow) => flow.excluded),
    exclusions: sumCounts(flows.map(({ exclusions }) => exclusions)),
    analysed: total((flow) => flow.analysed),
    complete: total((flow) => flow.complete),
    completeWithOutcome: total((flow) => flow.completeWithOutcome),
  }
}

function joinProblems(parts: Parts): ExtractionDocument['problems'] {
  const problems = parts.map((part) => part.problems)
  const first = problems.flatMap((of) => of.first)
  // Lines that name no patient are told by every part.
  const once = new Map(first.map((problem) => [JSON.stringify(problem), problem]))
  return {
    counts: sumCounts(problems.map(({ counts }) => counts)),
    ofAnybody: parts[0].problems.ofAnybody,
    foundByIdentifier: sum(problems.map(({ foundByIdentifier }) => foundByIdentifier)),
    first: [...once.values()].slice(0, MOST_PROBLEMS),
  }
}

/**
 * The report of an extraction whose patients were divided into parts, as one process would have
 * made it.
 *
 * @param table - The name of the table with the rows of all parts.
 * @throws {Fault} When the parts are not those of one extraction, one is missing, or a patient was
 *   divided between two.
 */
export function joinReports(
  [first, ...others]: readonly ExtractionDocument[],
  table: string,
): ExtractionDocument {
  if (first === undefined) throw refused('there is no report')
  const parts: Parts = [first, ...others]
  if (parts.some(({ part }) => part === undefined))
    throw refused('a report is of all patients, not of a part')
  checkSame(parts)
  checkShards(parts)
  checkPatients(parts)
  const all = <Value>(of: (part: ExtractionDocument) => Value) => parts.map(of)
  return {
    ...first,
    madeOn:
      all(({ madeOn }) => madeOn)
        .toSorted()
        .at(-1) ?? first.madeOn,
    table,
    flow: joinFlow(all(({ flow }) => flow)),
    missingness: first.missingness.map(({ predictor }, i) => ({
      predictor,
      found: sum(all(({ missingness }) => missingness[i]?.found ?? 0)),
      reasons: sumCounts(all(({ missingness }) => missingness[i]?.reasons ?? {})),
    })),
    outcomes: {
      with: sum(all(({ outcomes }) => outcomes.with)),
      without: sum(all(({ outcomes }) => outcomes.without)),
      unknown: sumCounts(all(({ outcomes }) => outcomes.unknown)),
    },
    indexBy: sumCounts(all(({ indexBy }) => indexBy)),
    cautions: sumCounts(all(({ cautions }) => cautions)),
    problems: joinProblems(parts),
    warnings: [...new Set(all(({ warnings }) => warnings).flat())],
    part: undefined,
    seen: undefined,
  }
}
