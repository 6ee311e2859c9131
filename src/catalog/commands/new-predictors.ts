/** A predictor of a new model. */
export interface NewPredictor {
  readonly id: string
  readonly kind: string
  /** UCUM; empty for a finding. */
  readonly unit: string
}

/** Parsed JSON files by path. */
export type JsonFiles = Readonly<Record<string, unknown>>

type Json = Readonly<Record<string, unknown>>

const PART = /^predictor-(.+)\.json$/

const asObject = (value: unknown): Json => (typeof value === 'object' ? (value as Json) : {})
const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** What one predictor brings to each file, its name and unit filled in. */
function partOf(files: JsonFiles, { id, kind, unit }: NewPredictor): Json {
  const text = JSON.stringify(files[`predictor-${kind}.json`] ?? {})
  const filled = text.replaceAll('%PREDICTOR%', id).replaceAll('%UNIT%', unit)
  return asObject(JSON.parse(filled))
}

const withMember = (object: unknown, member: string, value: unknown): Json =>
  value === undefined ? asObject(object) : { ...asObject(object), [member]: value }

function addToModel(model: Json, { id }: NewPredictor, part: Json): Json {
  const anchor = asObject(model['anchor'])
  return {
    ...model,
    terms: [...asList(model['terms']), part['term']],
    anchor: { ...anchor, population: withMember(anchor['population'], id, part['population']) },
  }
}

function addToMessages(messages: Json, id: string, part: Json, language: string): Json {
  return {
    ...messages,
    predictors: withMember(messages['predictors'], id, asObject(part['text'])[language]),
    findings: withMember(messages['findings'], id, asObject(part['findings'])[language]),
  }
}

function addToCases(file: Json, { id }: NewPredictor): Json {
  const cases = asList(file['cases'])
    .map(asObject)
    .map((testCase) => ({
      ...testCase,
      values: withMember(testCase['values'], id, `TODO: the value of ${id} in this case`),
    }))
  return { ...file, cases }
}

function addToFile(path: string, file: Json, predictor: NewPredictor, part: Json): Json {
  const language = /^text\/([^/]+)\/messages\.json$/.exec(path)?.[1]
  if (language !== undefined) return addToMessages(file, predictor.id, part, language)
  if (path === 'predictors.json')
    return { ...file, predictors: [...asList(file['predictors']), part['predictor']] }
  if (path === 'risk-model.json') return addToModel(file, predictor, part)
  return path === 'reference-cases.json' ? addToCases(file, predictor) : file
}

/** The template's files with the predictors in each that names them. */
export function addPredictors(files: JsonFiles, predictors: readonly NewPredictor[]): JsonFiles {
  const parts = predictors.map((predictor) => [predictor, partOf(files, predictor)] as const)
  return Object.fromEntries(
    Object.entries(files)
      .filter(([path]) => !PART.test(path))
      .map(([path, file]) => [
        path,
        parts.reduce(
          (sofar, [predictor, part]) => addToFile(path, sofar, predictor, part),
          asObject(file),
        ),
      ]),
  )
}
