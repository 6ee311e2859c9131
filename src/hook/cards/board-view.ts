import { formatNumber } from './format.ts'
import type { Leaning } from '../../clinical/models/score.ts'
import type { PrefetchSlots } from '../../clinical/assessment/slots.ts'
import { whyNotObtained } from '../../clinical/assessment/assess.ts'
import type { BoardDefinition, BoardTexts } from '../board.ts'
import type { PublishedScore, ScoreTexts } from '../../clinical/scores/published-score.ts'
import type { ReadingAt, ScoreOutcome, UsedReading } from '../../clinical/scores/compute-scores.ts'
import type { ScoreFacts } from '../../clinical/scores/score-facts.ts'

/** What a board's card is made from. */
export interface BoardFindings {
  readonly board: BoardDefinition
  readonly outcomes: readonly ScoreOutcome[]
  readonly facts: ScoreFacts
  readonly slots: PrefetchSlots
  readonly indexDay: string
}

type Of<Kind extends ScoreOutcome['kind']> = Extract<ScoreOutcome, { readonly kind: Kind }>

/** The texts of a board or score in the language of the card. The catalog has them in each. */
function inLanguage<Texts>(
  translations: Readonly<Record<string, Texts>>,
  { language }: BoardDefinition,
): Texts {
  const texts = translations[language]
  if (texts === undefined) throw new TypeError(`no texts in ${language}`)
  return texts
}

/** The texts of a board in the language that it speaks. */
export const boardTexts = (board: BoardDefinition): BoardTexts =>
  inLanguage(board.translations, board)

const scoreTexts = ({ translations }: PublishedScore, board: BoardDefinition): ScoreTexts =>
  inLanguage(translations, board)

const nameOf = ({ score }: ScoreOutcome, board: BoardDefinition) => scoreTexts(score, board).name

const namesOf = (outcomes: readonly ScoreOutcome[], board: BoardDefinition) =>
  outcomes.map((one) => nameOf(one, board)).join(', ')

const ofKind = <Kind extends ScoreOutcome['kind']>(
  { outcomes }: BoardFindings,
  kind: Kind,
): readonly Of<Kind>[] => outcomes.filter((one): one is Of<Kind> => one.kind === kind)

/** The number and the class, as far as there are any. */
function resultText({ score, result }: Of<'computed'>, board: BoardDefinition): string {
  const { classes } = scoreTexts(score, board)
  const { words } = boardTexts(board)
  const value = result.value?.toFixed(score.decimals)
  const reached = result.class === undefined ? words.noClass : classes[result.class.id]
  return [value, reached].filter((part) => part !== undefined).join(', ')
}

function scoreRow(outcome: Of<'computed'>, board: BoardDefinition) {
  const texts = scoreTexts(outcome.score, board)
  return {
    name: texts.name,
    result: resultText(outcome, board),
    outcome: texts.outcomes[outcome.result.class?.id ?? ''] ?? texts.outcome,
    population: texts.population,
    evidence: texts.evidence,
  }
}

/** Which computed scores point towards the better and which towards the worse, if there are both. */
function directionsOf(computed: readonly Of<'computed'>[], board: BoardDefinition) {
  const leaning = (wanted: Leaning) =>
    computed.filter(({ result }) => result.class?.leaning === wanted)
  const [better, worse] = [leaning('favourable'), leaning('unfavourable')]
  if (better.length === 0 || worse.length === 0) return undefined
  return { better: namesOf(better, board), worse: namesOf(worse, board) }
}

const keyOf = ({ reading, at }: ReadingAt) => `${reading} ${at}`

/** What is listed under each key, in the order of first appearance. */
function groupBy<One>(all: readonly One[], keyFor: (one: One) => string): readonly One[][] {
  const groups = new Map<string, One[]>()
  for (const one of all) groups.set(keyFor(one), [...(groups.get(keyFor(one)) ?? []), one])
  return [...groups.values()]
}

function labelOf({ reading, at }: ReadingAt, { readings, words }: BoardTexts): string {
  const label = readings[reading]?.label ?? reading
  return at === 'now' ? label : `${label} ${words.before}`
}

/** Why the key of a reading brought nothing, or not everything; nothing when it did. */
export function obstacleTo(reading: string, { readings }: BoardDefinition, slots: PrefetchSlots) {
  const key = readings.find(({ id }) => id === reading)?.prefetchKey ?? ''
  return whyNotObtained(slots[key] ?? { kind: 'unavailable' })
}

/** Why a reading is not there: in the words of the service whose readings these are. */
function whyLacking(lack: ReadingAt, { board, facts, slots }: BoardFindings): string {
  const { reasons } = board.base.cards.texts
  const reading =
    lack.at === 'now' ? facts.readerAt('now')?.reading(lack.reading) : { kind: 'missing' as const }
  const obstacle = obstacleTo(lack.reading, board, slots)
  const why = reading?.kind === 'unusable' ? reading.why : (obstacle ?? 'missing')
  return reasons[why] ?? why
}

/** Readings that are not there for the same reason and that the same scores wait for, in words. */
type Gap = Readonly<Record<'label' | 'why' | 'names', string>>

/** What is not there, the most wanted first. */
function gapRows(findings: BoardFindings): readonly Gap[] {
  const { board } = findings
  const texts = boardTexts(board)
  const wanted = ofKind(findings, 'lacking').flatMap((outcome) =>
    outcome.lacks.map((lack) => ({ lack, outcome })),
  )
  const gaps = groupBy(wanted, ({ lack }) => keyOf(lack)).flatMap((group) => {
    const outcomes = group.map(({ outcome }) => outcome)
    return group.slice(0, 1).map(({ lack }) => ({
      label: labelOf(lack, texts),
      why: whyLacking(lack, findings),
      names: namesOf(outcomes, board),
      count: outcomes.length,
    }))
  })
  return groupBy(gaps, ({ why, names }) => `${why} ${names}`)
    .toSorted(([a], [b]) => (b?.count ?? 0) - (a?.count ?? 0))
    .flatMap((group) =>
      group.slice(0, 1).map(({ why, names }) => {
        return { label: group.map(({ label }) => label).join(', '), why, names }
      }),
    )
}

/** For one line: what is wanted most. */
function gapList(gaps: readonly Gap[], { words }: BoardTexts): string {
  const [first, ...rest] = gaps.map(({ label }) => label)
  if (first === undefined) return ''
  return rest.length === 0 ? first : `${first}, ${words.more}`
}

function usedText({ reading, known }: UsedReading, { findings, readings }: BoardTexts): string {
  const { number, finding } = known
  if (finding !== undefined) return findings[reading]?.[finding] ?? finding
  if (number === undefined) return ''
  return `${formatNumber(number)} ${readings[reading]?.unit ?? ''}`.trim()
}

function inputRows(computed: readonly Of<'computed'>[], board: BoardDefinition) {
  const texts = boardTexts(board)
  const used = new Map(computed.flatMap((one) => one.used.map((leaf) => [keyOf(leaf), leaf])))
  return [...used.values()].map((leaf) => {
    const { asSent, written, ageDays, parts } = leaf.from
    return {
      label: labelOf(leaf, texts),
      asSent: parts === undefined ? asSent : texts.words.derived,
      used: usedText(leaf, texts),
      date: written?.slice(0, 10) ?? '',
      age: ageDays === undefined ? '' : `${String(Math.max(0, ageDays))} d`,
    }
  })
}

/** Rules that hold, each once, with the scores that have it. */
function ruleRows(
  said: readonly { readonly outcome: ScoreOutcome; readonly rule: string }[],
  board: BoardDefinition,
) {
  const texts = said.map(({ outcome, rule }) => ({
    outcome,
    text: scoreTexts(outcome.score, board).rules[rule] ?? rule,
  }))
  return groupBy(texts, ({ text }) => text).map((group) => ({
    text: group[0]?.text ?? '',
    names: namesOf(
      group.map(({ outcome }) => outcome),
      board,
    ),
  }))
}

/** What rules ask and nobody recorded, each once, with the scores whose rules ask it. */
function uncheckedRows(computed: readonly Of<'computed'>[], board: BoardDefinition) {
  const { readings, facts } = boardTexts(board)
  const asked = computed.flatMap((outcome) => outcome.unchecked.map((name) => ({ outcome, name })))
  return groupBy(asked, ({ name }) => name).map((group) => {
    const name = group[0]?.name ?? ''
    return {
      label: readings[name]?.label ?? facts[name] ?? name,
      names: namesOf(
        group.map(({ outcome }) => outcome),
        board,
      ),
    }
  })
}

/** The placeholders' values of a board's card, as text. */
export function toBoardView(findings: BoardFindings) {
  const { board, indexDay } = findings
  const computed = ofKind(findings, 'computed')
  const gaps = gapRows(findings)
  const unanswered = ofKind(findings, 'unanswered')
  const excluded = ofKind(findings, 'excluded').flatMap((outcome) =>
    outcome.because.map((rule) => ({ outcome, rule })),
  )
  const cautions = computed.flatMap((outcome) =>
    outcome.cautions.map((rule) => ({ outcome, rule })),
  )
  return {
    isAnyComputed: computed.length > 0,
    computed: String(computed.length),
    total: String(findings.outcomes.length),
    indexDate: indexDay,
    rows: computed.map((one) => scoreRow(one, board)),
    directions: directionsOf(computed, board),
    gaps,
    gapList: gapList(gaps, boardTexts(board)),
    excluded: ruleRows(excluded, board),
    unanswered: unanswered.length === 0 ? undefined : { names: namesOf(unanswered, board) },
    cautions: ruleRows(cautions, board),
    unchecked: uncheckedRows(computed, board),
    inputs: inputRows(computed, board),
  }
}

/** What a board's card says, part by part. */
export type BoardView = ReturnType<typeof toBoardView>
