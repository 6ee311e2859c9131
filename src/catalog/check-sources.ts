import { z } from 'zod'
import { isJsonObject } from '../base/json.ts'
import { type ListedSource, sourcesSchema } from './facts-schemas.ts'
import { figuresIn } from './figures.ts'
import type { Folder } from './folder.ts'
import type { JsonPath } from './json-path.ts'

const FILE = 'sources.json'

/** How a text says that it is nobody's but this project's. */
const OWN =
  /^(local code|assumption|clinical review)\b|\bproject (choice|convention)|\bcomputed by hand\b/i

/** Members that say where something is from; `valueString` is that of a code's extension. */
const CITES = /^(citation|valueString)$|source$/i

/** Groups of short texts that are names of things, and state nothing. */
const NAMES = ['predictors', 'readings', 'facts', 'findings', 'classes', 'name']

/** After `et al.` a sentence goes on. */
const SENTENCE_END = /(?<=[.!?])(?<!\bal\.)\s+|(?<=[。！？])|\n/

const MEND =
  'Name a source of sources.json, by a name that it lists there, or say that it is a project choice'

/** The sources of a folder of services, and whether a text names one of them. */
export interface Sourced {
  readonly ids: readonly string[]
  readonly isNamedIn: (text: string) => boolean
}

export function toSourced(sources: readonly ListedSource[]): Sourced {
  const names = sources.flatMap((source) => source.names)
  return {
    ids: sources.map(({ id }) => id),
    isNamedIn: (text) => OWN.test(text) || names.some((name) => text.includes(name)),
  }
}

/** Every text of a JSON value with its place, the objects that it lies in innermost first. */
function* textsIn(
  value: unknown,
  at: JsonPath = [],
  around: readonly object[] = [],
): Generator<{ readonly text: string; readonly at: JsonPath; readonly around: readonly object[] }> {
  if (typeof value === 'string') yield { text: value, at, around }
  else if (Array.isArray(value))
    for (const [i, element] of value.entries()) yield* textsIn(element, [...at, i], around)
  else if (isJsonObject(value))
    for (const [key, member] of Object.entries(value))
      yield* textsIn(member, [...at, key], [value, ...around])
}

const readAny = (folder: Folder, file: string): unknown => folder.readJson(file, z.unknown())

/** That whatever says where it is from names a source of the list. */
function checkCitations(folder: Folder, sourced: Sourced): void {
  for (const file of folder.jsonFiles())
    for (const { text, at } of textsIn(readAny(folder, file)))
      if (CITES.test(String(at.at(-1))) && !sourced.isNamedIn(text))
        folder.problems.add(file, at, `names no source of sources.json: ${text.slice(0, 60)}`, MEND)
}

/** What a number in the object of a JSON file must have beside it. */
const CONSTANTS: Readonly<Record<string, string>> = {
  acceptance: 'rangesSource',
  probability: 'source',
  median: 'source',
  tau: 'source',
  range: 'source',
  sd: 'source',
  unknownShare: 'source',
  calibrated: 'source',
  relative: 'source',
}

/** Whether an object that holds a constant, or one close around it, says where the constant is from. */
const hasSource = (around: readonly unknown[], member: string) =>
  around.slice(0, 3).some((object) => isJsonObject(object) && typeof object[member] === 'string')

function* objectsIn(
  value: unknown,
  at: JsonPath = [],
  around: readonly unknown[] = [],
): Generator<{
  readonly object: object
  readonly at: JsonPath
  readonly around: readonly unknown[]
}> {
  if (Array.isArray(value))
    for (const [i, element] of value.entries()) yield* objectsIn(element, [...at, i], around)
  else if (isJsonObject(value)) {
    yield { object: value, at, around: [value, ...around] }
    for (const [key, member] of Object.entries(value))
      yield* objectsIn(member, [...at, key], [value, ...around])
  }
}

/** That a constant of a model's inputs and versions says where it is from. */
function checkConstants(folder: Folder): void {
  for (const file of folder
    .jsonFiles()
    .filter((name) => /^(risk-model|predictors)\.json$/.test(name)))
    for (const { object, at, around } of objectsIn(readAny(folder, file)))
      for (const [constant, member] of Object.entries(CONSTANTS))
        if (constant in object && !hasSource(around, member))
          folder.problems.add(file, [...at, constant], `is a constant without ${member}`, MEND)
}

/** That no sentence of the texts writes a figure out that nothing beside it bears. */
function checkSentences(
  folder: Folder,
  bears: (sentence: string, figure: string) => boolean,
): void {
  const tell = (file: string, at: JsonPath, text: string) => {
    for (const sentence of text.split(SENTENCE_END))
      for (const figure of figuresIn(sentence))
        if (!bears(sentence, figure))
          folder.problems.add(
            file,
            at,
            `writes out ${figure} without a source: ${sentence.slice(0, 60)}`,
            MEND,
          )
  }
  for (const file of folder.markdownFiles()) tell(file, [], folder.readText(file))
  for (const file of folder.jsonFiles())
    for (const { text, at } of textsIn(readAny(folder, file)))
      if (!NAMES.includes(String(at[0])) && at[0] !== '$schema') tell(file, at, text)
}

/** That every figure of a model card stands beside the ids of its sources, or names one. */
function checkModelCard(folder: Folder, sourced: Sourced): void {
  const FILE = 'model-card.json'
  const {
    title: _title,
    version: _version,
    licence: _licence,
    review: _review,
    signOff: _signOff,
    ...said
  } = readAny(folder, FILE) as Readonly<Record<string, unknown>>
  for (const { text, at, around } of textsIn(said)) {
    const [object] = around as readonly { readonly sources?: unknown }[]
    const isSourced = Array.isArray(object?.sources) || sourced.isNamedIn(text)
    const isStatement = !['item', 'sources'].includes(String(at.at(-1))) && at.at(-2) !== 'sources'
    if (isStatement && !isSourced && figuresIn(text).length > 0)
      folder.problems.add(
        FILE,
        at,
        `states ${figuresIn(text).join(', ')} without sources`,
        'Add "sources" with ids of sources.json beside it',
      )
    if (at.at(-2) === 'sources' && !sourced.ids.includes(text))
      folder.problems.add(FILE, at, `there is no source ${text} in sources.json`)
  }
}

function checkModelFolder(folder: Folder, sourced: Sourced): void {
  checkCitations(folder, sourced)
  checkConstants(folder)
  checkModelCard(folder, sourced)
  for (const texts of folder.folder('text').folders()) checkSentences(texts, sourced.isNamedIn)
}

/** The figures of a score's texts are those of its own file, which names their sources. */
function checkScoreFolder(folder: Folder, sourced: Sourced): void {
  checkCitations(folder, sourced)
  const said = JSON.stringify(
    ['score.json', 'applicability.json'].map((file) => readAny(folder, file)),
  )
  for (const texts of folder.folder('text').folders())
    checkSentences(
      texts,
      (sentence, figure) => said.includes(figure) || sourced.isNamedIn(sentence),
    )
}

function checkBoardFolder(folder: Folder, sourced: Sourced): void {
  checkCitations(folder, sourced)
  checkConstants(folder)
  for (const texts of folder.folder('text').folders()) checkSentences(texts, sourced.isNamedIn)
}

/** That no source is past the day by which it was to be looked at again. */
function checkReviews(folder: Folder, listed: readonly ListedSource[], today: string): void {
  for (const [i, { id, reviewBy }] of listed.entries())
    if (today > reviewBy)
      folder.problems.add(
        FILE,
        ['sources', i, 'reviewBy'],
        `was ${reviewBy}: ${id} is past its review`,
        'Look at it again, mend what has changed, and set the new dates',
      )
}

const listedIn = (folder: Folder) => folder.readJson(FILE, sourcesSchema)?.sources ?? []

/** Lists every sentence with a figure, every code and every constant that names no source. */
export function checkSources(root: Folder, today: string): void {
  const shared = listedIn(root)
  checkReviews(root, shared, today)
  const models = root.folder('models').folders()
  const all = [...shared, ...models.flatMap(listedIn)]
  for (const model of models) {
    const own = listedIn(model)
    checkReviews(model, own, today)
    checkModelFolder(model, toSourced([...shared, ...own]))
  }
  const sourced = toSourced(all)
  for (const score of root.folder('scores').folders()) checkScoreFolder(score, sourced)
  for (const board of root.folder('boards').folders()) checkBoardFolder(board, sourced)
  const terminology = root.folder('terminology')
  for (const folder of [terminology, terminology.folder('value-sets')])
    checkCitations(folder, sourced)
}
