import { isUcumUnit } from '../clinical/terminology/convert.ts'
import type { JsonPath } from '../base/json-path.ts'
import { checkBands } from './check-bands.ts'
import type { AuxiliaryFile, PredictorFile, PredictorsFile } from './predictor-schemas.ts'
import type { Problems } from './problems.ts'

const FILE = 'predictors.json'

type InputFile = PredictorFile | AuxiliaryFile
type Of<Kind extends InputFile['kind']> = Extract<InputFile, { readonly kind: Kind }>
type Range = readonly [number, number]

/** An input, and its path in predictors.json. */
interface InputAtPath {
  readonly input: InputFile
  readonly at: JsonPath
}

const withPaths = (member: string, inputs: readonly InputFile[]): readonly InputAtPath[] =>
  inputs.map((input, i) => ({ input, at: [member, i] }))

function unitsOf(input: InputFile): readonly (readonly [JsonPath, string])[] {
  if (input.kind === 'finding') return []
  const conversions = (input.conversions ?? []).map(
    ({ unit }, i) => [['conversions', i, 'unit'], unit] as const,
  )
  const pairs = input.kind === 'ratio' ? input.pairs : []
  return [
    [['unit'], input.unit],
    ...conversions,
    ...pairs.flatMap((pair, i) =>
      (['numerator', 'denominator'] as const).flatMap((half) => [
        [['pairs', i, half, 'unit'], pair[half].unit] as const,
        [
          ['pairs', i, half, 'shareOf', 'unit'],
          pair[half].shareOf?.unit ?? pair[half].unit,
        ] as const,
      ]),
    ),
  ]
}

function checkUnits({ input, at }: InputAtPath, problems: Problems): void {
  for (const [path, unit] of unitsOf(input))
    if (!isUcumUnit(unit))
      problems.add(
        FILE,
        [...at, ...path],
        `${unit} is not UCUM`,
        'Write the unit as https://ucum.org does: 10*9/L, mg/dL, umol/L, 1',
      )
}

function checkStatistic(
  { input, at }: InputAtPath,
  file: PredictorsFile,
  problems: Problems,
): void {
  if (input.kind !== 'quantity' || input.statistic === undefined) return
  if (file.statistics[input.statistic] === undefined)
    problems.add(FILE, [...at, 'statistic'], `${input.statistic} is not in statistics`)
}

/** A derivation uses auxiliaries before it, and comes to values that the finding has. */
function checkDerivation(
  { id, derivation, values }: Of<'finding'>,
  at: JsonPath,
  known: readonly string[],
  problems: Problems,
): void {
  if (derivation === undefined) return
  const isTable = derivation.kind === 'decision-table'
  if (!isTable)
    checkBands(derivation.items, { file: FILE, at: [...at, 'derivation', 'items'] }, problems)
  const inputs = isTable
    ? derivation.rows.flatMap(({ when }) => when.map(({ input }) => input))
    : derivation.items.flatMap((bands) => bands.map(({ when }) => when.input))
  const results = (isTable ? derivation.rows : derivation.classes).map(({ value }) => value)
  for (const input of new Set(inputs.filter((id) => !known.includes(id))))
    problems.add(
      FILE,
      [...at, 'derivation'],
      `${id} is derived from ${input}, which is no auxiliary before it`,
    )
  const ids = values.map((value) => value.id)
  for (const value of new Set(results.filter((id) => !ids.includes(id))))
    problems.add(FILE, [...at, 'derivation'], `comes to ${value}, which is no value of ${id}`)
}

function checkValues({ id, values }: Of<'finding'>, at: JsonPath, problems: Problems): void {
  const ids = values.map((value) => value.id)
  ids.forEach((value, i) => {
    if (ids.indexOf(value) !== i)
      problems.add(FILE, [...at, 'values', i, 'id'], `${id} has the value ${value} twice`)
  })
}

function isWithin([low, high]: Range, [least, most]: Range): boolean {
  return low >= least && high <= most
}

/** The usual range is shown to clinicians and used for bounds: no value of it may be refused. */
function checkRanges(predictor: PredictorFile, at: JsonPath, problems: Problems): void {
  if (predictor.kind === 'finding' || isWithin(predictor.referenceRange, predictor.acceptance))
    return
  problems.add(
    FILE,
    [...at, 'referenceRange'],
    `reaches beyond the accepted values ${predictor.acceptance.join(' to ')}`,
    'Both are in the unit of the predictor: is one of them in another?',
  )
}

/** A predictor with one number for all its values would be a constant of the model. */
function checkCoding(predictor: PredictorFile, at: JsonPath, problems: Problems): void {
  if (predictor.kind !== 'finding') return
  const numbers = predictor.values.flatMap(({ meaning }) =>
    meaning.kind === 'value' ? [meaning.value] : [],
  )
  if (new Set(numbers).size < 2)
    problems.add(
      FILE,
      [...at, 'values'],
      `${predictor.id} can never differ between patients: all its values mean the same number`,
    )
}

function checkSites(
  file: PredictorsFile,
  inputs: readonly InputAtPath[],
  known: readonly string[],
  problems: Problems,
): void {
  const named = inputs.flatMap(({ input, at }) =>
    input.kind === 'ratio' ? [] : [{ id: input.sites, path: [...at, 'sites'] }],
  )
  for (const { id, path } of [...named, { id: file.lesions?.sites, path: ['lesions', 'sites'] }])
    if (id !== undefined && !known.includes(id))
      problems.add(FILE, path, `there is no such rule of place: ${id}`, 'It would be in sites.json')
}

/** @param siteRules - The ids of the rules of place. */
export function checkInputs(
  file: PredictorsFile,
  siteRules: readonly string[],
  problems: Problems,
): void {
  const auxiliaryIds = file.auxiliaries.map(({ id }) => id)
  const inputs = [
    ...withPaths('auxiliaries', file.auxiliaries),
    ...withPaths('predictors', file.predictors),
  ]
  checkSites(file, inputs, siteRules, problems)
  inputs.forEach(({ input, at }, i) => {
    checkUnits({ input, at }, problems)
    checkStatistic({ input, at }, file, problems)
    if (inputs.findIndex((other) => other.input.id === input.id) !== i)
      problems.add(FILE, [...at, 'id'], `${input.id} is there twice`)
    if (input.kind !== 'finding') return
    checkDerivation(input, at, auxiliaryIds.slice(0, i), problems)
    checkValues(input, at, problems)
  })
  file.predictors.forEach((predictor, i) => {
    const at = ['predictors', i]
    checkRanges(predictor, at, problems)
    checkCoding(predictor, at, problems)
    if (predictor.isPerLesion && file.lesions === undefined)
      problems.add(FILE, [...at, 'isPerLesion'], 'needs lesions: which of several lesions is read')
    const { exceeds } = predictor
    if (exceeds !== undefined && !file.predictors.some((other) => other.id === exceeds))
      problems.add(FILE, [...at, 'exceeds'], `${exceeds} is no predictor`)
  })
}
