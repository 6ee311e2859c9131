import { toSourced, listedIn, readAny } from './check-sources.ts'
import { figuresIn } from './figures.ts'
import type { Folder } from './folder.ts'
import type { Problems } from './problems.ts'

/** A document of the program, or a file with the texts of its pages. */
export interface ProgramDocument {
  /** Path from the folder of the program. */
  readonly file: string
  readonly text: string
}

/** What the lists of a folder of services carry: names of sources, sourced figures, codes. */
interface Carried {
  readonly isNamedIn: (text: string) => boolean
  readonly figures: ReadonlySet<string>
  readonly codes: ReadonlySet<string>
}

/** Where a document says which codes were sought, or are left out and why. */
const CODES_DOCUMENT = 'docs/codes.md'

/** How a sentence speaks of a study, a trial, a guideline or a measurement of others. */
const SPEAKS = [
  /\b(?:(?:the|this|its|whose|published) (?:study|paper|review|survey)|abstracts?|trials?|guidelines?|editions?|meta-analys[ei]s|literature|hazard ratios?|c-index|between (?:scanners|field strengths))\b/i,
  /\b(?:He et al|EMERALD-\d|LEAP-012|TALENTACE|CARES-005|LAUNCH|ABC-HCC|TACTICS|QIBA)\b/,
  /该研究|原研究|摘要|临床试验|指南|文献/,
]

/** A link or footnote beside a sentence says where it is from. */
const CITES = /\]\(https?:|<https?:|\[\^\w+\]/

/** Codes of LOINC and of SNOMED CT. */
const CODES = /(?<![\w.-])(?:\d{3,5}-\d|\d{8,9}|\d{15})(?![\w-])/g

const SENTENCE_END = /(?<=[.!?])(?<!\bal\.)\s+(?=[^a-z])|(?<=[。！？])/

const BLOCK_END = /(\n)(?=\n|[ \t]{0,8}(?:[-*|#>]|\d{1,2}\.\s))/

const blanked = (text: string) => text.replaceAll(/[^\n]/g, ' ')

/** A document as long as before, without files and commands that it shows. */
const withoutFences = (text: string) => text.replaceAll(/```[^]*?```/g, blanked)

/** The prose of a document, as long as before: what is code in it states nothing. */
const proseOf = (text: string) => withoutFences(text).replaceAll(/`[^`\n]*`/g, blanked)

/** Numbers without the marks of thousands, names of decisions, items and targets of links. */
const withoutMarks = (text: string) =>
  text
    .replaceAll(/\]\([^)]*\)|<https?:[^>]*>|\bADR \d+|^\s*\d+\.\s/g, '')
    .replaceAll(/(?<=\d)[ ,](?=\d{3}\b)/g, '')

/** The sentences of a text with the line that each begins on. */
function* sentencesIn(
  text: string,
): Generator<{ readonly sentence: string; readonly line: number }> {
  let line = 1
  for (const block of text.split(BLOCK_END))
    for (const sentence of block.split(SENTENCE_END)) {
      const before = /^\s*/.exec(sentence)?.[0] ?? ''
      yield { sentence, line: line + before.split('\n').length - 1 }
      line += sentence.split('\n').length - 1
    }
}

const MEND = 'Name a source of sources.json, put the figure into facts.json, or cite it in a link'

/** That no sentence on a study, trial or guideline has a figure that nothing sourced bears. */
function checkFigures({ file, text }: ProgramDocument, carried: Carried, problems: Problems): void {
  for (const { sentence, line } of sentencesIn(proseOf(text))) {
    const isSaid = SPEAKS.some((words) => words.test(sentence))
    if (!isSaid || CITES.test(sentence) || carried.isNamedIn(sentence)) continue
    for (const figure of figuresIn(withoutMarks(sentence)))
      if (!carried.figures.has(figure)) {
        const said = sentence.trim().replaceAll(/\s+/g, ' ').slice(0, 60)
        problems.addAtLine(file, line, `states ${figure} without a source: ${said}`, MEND)
      }
  }
}

/** That every code of a document is one of the lists, or told to be none in the document of codes. */
function checkCodes({ file, text }: ProgramDocument, carried: Carried, problems: Problems): void {
  const isOfCodes = (line: string) => /LOINC|SNOMED/i.test(line)
  const codesIn = (line: string) => (isOfCodes(line) ? (line.match(CODES) ?? []) : [])
  for (const [i, line] of withoutFences(text).split('\n').entries())
    for (const code of codesIn(line).filter((one) => !carried.codes.has(one)))
      problems.addAtLine(file, i + 1, `names ${code}, no code of cds-services`, MEND)
}

/** What a folder of services carries, and what the document of codes adds. */
function carriedBy(root: Folder, documents: readonly ProgramDocument[]): Carried {
  const models = root.folder('models').folders()
  const { isNamedIn } = toSourced([root, ...models].flatMap(listedIn))
  const sourced = models.flatMap((model) =>
    ['facts.json', 'study.json', 'risk-model.json'].map((file) => readAny(model, file)),
  )
  const terminology = root.folder('terminology')
  const lists = [terminology, terminology.folder('value-sets')].flatMap((folder) =>
    folder.jsonFiles().map((file) => JSON.stringify(readAny(folder, file))),
  )
  const told = documents.find(({ file }) => file === CODES_DOCUMENT)?.text ?? ''
  return {
    isNamedIn,
    figures: new Set(figuresIn(withoutMarks(JSON.stringify(sourced)))),
    codes: new Set([...lists, told].flatMap((text) => text.match(CODES) ?? [])),
  }
}

/**
 * Lists what documents and page texts say of studies, trials, guidelines and codes without a
 * source.
 */
export function checkDocuments(
  root: Folder,
  documents: readonly ProgramDocument[],
  problems: Problems,
): void {
  const carried = carriedBy(root, documents)
  for (const document of documents) {
    checkFigures(document, carried, problems)
    checkCodes(document, carried, problems)
  }
}
