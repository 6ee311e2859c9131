import type { Condition, Limits } from '../../clinical/models/decisions.ts'
import type { PlaceRead, PublishedScoreFile } from '../../catalog/published-score-file.ts'
import type { ScorePredictor } from '../../clinical/scores/published-score.ts'
import type { ScoreClass } from '../../clinical/models/score.ts'
import { toLookup } from '../../base/lookup.ts'
import { cell, table } from '../drawing/markdown.ts'

const NOTE =
  'It is shown beside other published scores before TACE. It does not predict TACE resistance, gives no probability, and is no reason by itself to do or to withhold anything.'

function limitWords({ atLeast, above, atMost, below }: Limits): string {
  const limits = [
    ['at least', atLeast],
    ['above', above],
    ['at most', atMost],
    ['below', below],
  ] as const
  const said = limits.flatMap(([words, limit]) =>
    limit === undefined ? [] : [`${words} ${String(limit)}`],
  )
  return said.join(' and ')
}

function conditionWords({ input, oneOf, twins = [], ...limits }: Condition): string {
  if (oneOf !== undefined) return `${input} is ${oneOf.join(' or ')}`
  const inUnits = twins.map(({ unit, ...twin }) => ` (in ${unit}: ${limitWords(twin)})`)
  return `${input} is ${limitWords(limits)}${inUnits.join('')}`
}

const whenWords = (conditions: readonly Condition[]) =>
  conditions.map(conditionWords).join(', and ')

function classLimit({ atMost, below }: ScoreClass): string {
  if (atMost !== undefined) return `up to ${String(atMost)}`
  return below === undefined ? 'beyond' : `below ${String(below)}`
}

function predictorWords(predictor: ScorePredictor): string {
  const when = 'at' in predictor && predictor.at !== 'now' ? ', before the earlier procedure' : ''
  switch (predictor.kind) {
    case 'reading':
      return `the reading ${predictor.reading}${when}`
    case 'score':
      return `the score [${predictor.score}](../../scores/${predictor.score}/README.md)${when}`
    case 'difference':
      return predictor.of.join(' less ')
    case 'ratio':
      return predictor.of.join(' divided by ')
  }
}

/** The words of the first language that there is, English where there is one. */
const wordsOf = ({ score: { translations } }: PublishedScoreFile) =>
  translations['en'] ?? Object.values(translations)[0]

function classLines(scoreFile: PublishedScoreFile): readonly string[] {
  const { score, classesSource } = scoreFile
  const { classes, form } = score.definition
  const texts = wordsOf(scoreFile)
  if (classes.length === 0) return [`No classes: ${classesSource}`]
  const rows = classes.map((scoreClass) => [
    cell(texts?.classes[scoreClass.id] ?? scoreClass.id),
    form.kind === 'decision-table' ? 'by the table' : classLimit(scoreClass),
    scoreClass.leaning,
    cell(texts?.outcomes[scoreClass.id] ?? '-'),
  ])
  return [
    ...table(['class', 'value', 'points towards', 'in the source'], rows),
    '',
    `Source: ${classesSource} What a class points towards is a choice of this project: the best class and the worst of the scale.`,
  ]
}

function predictorLines({ score, units }: PublishedScoreFile): readonly string[] {
  const rows = score.predictors.map((predictor) => [
    `\`${predictor.id}\``,
    predictorWords(predictor),
    cell(units[predictor.id] ?? '-'),
  ])
  return table(['predictor', 'from', 'unit'], rows)
}

function ruleLines({ score, ruleReasons }: PublishedScoreFile): readonly string[] {
  if (score.rules.length === 0) return ['No rule of its own.']
  const rows = score.rules.map((rule) => [
    rule.class,
    cell(whenWords(rule.when)),
    cell(ruleReasons[rule.id] ?? ''),
  ])
  return table(['what happens', 'when', 'why'], rows)
}

function validationLines({ validations }: PublishedScoreFile): readonly string[] {
  if (validations.length === 0) return ['No validation was read.']
  const rows = validations.map(({ verdict, population, result, source }) =>
    [verdict, population, result, source].map(cell),
  )
  return table(['', 'patients', 'result', 'source'], rows)
}

const SEEN = toLookup<string>({
  original: 'the original',
  abstract: 'its abstract',
  report: 'a report',
  secondary: "another's account",
})

const placeCells = ({ cite, url, place, seen, seenOn }: PlaceRead) => [
  cell(url === undefined ? cite : `[${cite}](${url})`),
  cell(place),
  `${SEEN[seen] ?? seen}, ${seenOn}`,
]

/** Where the figures stand, by whom they were read, and what they were compared with. */
function originLines({ origin }: PublishedScoreFile): readonly string[] {
  const { read, readBy, secondStatement, licence, parity } = origin
  const places = read.map((row) => [cell(row.gives), ...placeCells(row)])
  const second =
    'notFound' in secondStatement
      ? []
      : [[`a second statement: ${cell(secondStatement.differs)}`, ...placeCells(secondStatement)]]
  return [
    ...table(['what', 'source', 'place', 'seen'], [...places, ...second]),
    '',
    ...listLines([
      `Read by ${readBy}.`,
      ...('notFound' in secondStatement
        ? [`A second statement of the formula: ${secondStatement.notFound}`]
        : []),
      `Licence: ${licence}`,
      ...(parity.length === 0 ? ['Code of others: none was found to compare with.'] : []),
      ...parity.map(({ code, compared, result }) => `Against ${code}: ${compared}: ${result}.`),
    ]),
  ]
}

function caseLines({ cases }: PublishedScoreFile): readonly string[] {
  const rows = cases.map(({ name, values, value, class: reached, source }) => [
    cell(name),
    Object.entries(values)
      .map(([id, input]) => `${id} ${String(input)}`)
      .join(', '),
    [value, reached].filter((part) => part !== undefined).join(', '),
    cell(source),
  ])
  return table(['case', 'values', 'result', 'how it was worked out'], rows)
}

const listLines = (items: readonly string[]) =>
  items.length === 0 ? ['None.'] : items.map((item) => `- ${item}`)

export function scoreCardMarkdown(scoreFile: PublishedScoreFile): string {
  const { title, citation, outcome, population, formula, formulaSource, choices } = scoreFile
  const { id, version } = scoreFile.score.definition
  return [
    `# ${title}`,
    '',
    `\`${id}\` ${version}. Made by \`npm run evidence\` from the files beside it.`,
    '',
    NOTE,
    '',
    ...listLines([
      `Predicts: ${outcome}`,
      `Made of: ${population}`,
      `Source: ${citation}`,
      `Formula: ${formula} (${formulaSource})`,
    ]),
    ...['', '## Where it was read', '', ...originLines(scoreFile)],
    ...['', '## Classes', '', ...classLines(scoreFile)],
    ...['', '## Predictors', '', ...predictorLines(scoreFile)],
    ...['', '## For whom it was not made', '', ...ruleLines(scoreFile)],
    ...['', '## How it fared elsewhere', '', ...validationLines(scoreFile)],
    ...['', '## Choices made here', '', ...listLines(choices)],
    ...['', '## Reference cases', '', ...caseLines(scoreFile)],
    '',
  ].join('\n')
}

/** What a board shows, in Markdown: its scores, each with its model card. */
export function boardCardMarkdown(id: string, scores: readonly PublishedScoreFile[]): string {
  const rows = scores.map((scoreFile) => [
    cell(scoreFile.title),
    cell(scoreFile.outcome),
    cell(scoreFile.population),
    String(scoreFile.validations.filter(({ verdict }) => verdict !== 'held').length),
  ])
  return [
    `# ${id}: published scores on one card`,
    '',
    'Made by `npm run evidence` from the folders of the scores. They predict survival or describe liver function or tumour burden; none predicts TACE resistance, none gives a probability, and their classes are not comparable with each other.',
    '',
    ...table(['score', 'predicts', 'made of', 'failed or mixed validations'], rows),
    '',
    ...scores.map((scoreFile) => scoreCardMarkdown(scoreFile).replace(/^#/gm, '##')),
  ].join('\n')
}

export function boardCardJson(
  id: string,
  scores: readonly PublishedScoreFile[],
): Readonly<Record<string, unknown>> {
  return {
    id,
    scores: scores.map(({ score, ...told }) => ({
      ...told,
      definition: score.definition,
      rules: score.rules,
    })),
  }
}
