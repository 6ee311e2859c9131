import { z } from 'zod'
import { isJsonObject } from '../base/json.ts'
import { type ListedSource, sourcesSchema } from './facts-schemas.ts'
import { figuresIn } from './figures.ts'
import type { Folder } from './folder.ts'
import type { JsonPath } from '../base/json-path.ts'
import { toLookup } from '../base/lookup.ts'

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
  const ids = sources.map(({ id }) => id)
  const names = sources.flatMap((source) => source.names)
  return {
    ids,
    isNamedIn: (text) =>
      OWN.test(text) || ids.includes(text) || names.some((name) => text.includes(name)),
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

/** A JSON file as it is. */
export const readAny = (folder: Folder, file: string): unknown => folder.readJson(file, z.unknown())

/** That whatever says where it is from names a source of the list. */
function checkCitations(folder: Folder, sourced: Sourced): void {
  for (const file of folder.jsonFiles())
    for (const { text, at } of textsIn(readAny(folder, file)))
      if (CITES.test(String(at.at(-1))) && !sourced.isNamedIn(text))
        folder.problems.add(file, at, `names no source of sources.json: ${text.slice(0, 60)}`, MEND)
}

/** Members that are constants, and the member that says where each is from. */
const CONSTANTS = toLookup<string>({
  acceptance: 'rangesSource',
  probability: 'source',
  median: 'source',
  tau: 'source',
  range: 'source',
  sd: 'source',
  unknownShare: 'source',
  calibrated: 'source',
  relative: 'source',
})

const HOLDS_CONSTANTS = /^(risk-model|predictors)\.json$/

/** Whether an object that holds a constant, or one close around it, says where the constant is from. */
const hasSource = (around: readonly object[], member: string) =>
  around.slice(0, 3).some((object) => member in object)

/** Every member of a JSON value that is a constant without its source. */
function* unsourcedIn(
  value: unknown,
  at: JsonPath = [],
  around: readonly object[] = [],
): Generator<{ readonly at: JsonPath; readonly wanted: string }> {
  if (typeof value !== 'object' || value === null) return
  const isList = Array.isArray(value)
  const within = isList ? around : [value, ...around]
  for (const [key, member] of Object.entries(value)) {
    const wanted = CONSTANTS[key]
    const here = [...at, isList ? Number(key) : key]
    if (wanted !== undefined && !hasSource(within, wanted)) yield { at: here, wanted }
    yield* unsourcedIn(member, here, within)
  }
}

/** That a constant of a model's inputs and versions says where it is from. */
function checkConstants(folder: Folder): void {
  for (const file of folder.jsonFiles().filter((name) => HOLDS_CONSTANTS.test(name)))
    for (const { at, wanted } of unsourcedIn(readAny(folder, file)))
      folder.problems.add(file, at, `is a constant without ${wanted}`, MEND)
}

/** Whether something beside a sentence bears its figure. */
type Bears = (sentence: string, figure: string) => boolean

const unborneIn = (text: string, bears: Bears) =>
  text
    .split(SENTENCE_END)
    .flatMap((sentence) => figuresIn(sentence).map((figure) => ({ sentence, figure })))
    .filter(({ sentence, figure }) => !bears(sentence, figure))

/** That no sentence of the texts writes a figure out that nothing beside it bears. */
function checkSentences(folder: Folder, bears: Bears): void {
  const tell = (file: string, at: JsonPath, text: string) => {
    for (const { sentence, figure } of unborneIn(text, bears)) {
      const message = `writes out ${figure} without a source: ${sentence.slice(0, 60)}`
      folder.problems.add(file, at, message, MEND)
    }
  }
  for (const file of folder.markdownFiles()) tell(file, [], folder.readText(file))
  for (const file of folder.jsonFiles())
    for (const { text, at } of textsIn(readAny(folder, file)))
      if (!NAMES.includes(String(at[0])) && at[0] !== '$schema') tell(file, at, text)
}

/** Parts of a model card that state something of study, model or use. */
const STATEMENTS = ['openQuestions', 'sourceAttributes', 'tripodAi']

const isStatement = (at: JsonPath) => STATEMENTS.includes(String(at[0])) && at.at(-1) !== 'item'

const MEND_CARD = 'Add "sources" with ids of sources.json beside it'

/** That every figure of a model card stands beside the ids of its sources, or names one. */
function checkModelCard(folder: Folder, sourced: Sourced): void {
  const FILE = 'model-card.json'
  for (const { text, at, around } of textsIn(readAny(folder, FILE))) {
    if (at.at(-2) === 'sources') {
      if (!sourced.ids.includes(text))
        folder.problems.add(FILE, at, `there is no source ${text} in sources.json`)
    } else if (isStatement(at) && !('sources' in (around[0] ?? {})) && !sourced.isNamedIn(text))
      for (const figure of figuresIn(text))
        folder.problems.add(FILE, at, `states ${figure} without sources`, MEND_CARD)
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

/** The sources that a folder lists. */
export const listedIn = (folder: Folder) => folder.readJson(FILE, sourcesSchema)?.sources ?? []

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
