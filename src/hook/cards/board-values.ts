import type { Leaning } from '../../clinical/models/score.ts'
import { barsByInput, keyOfFact, type UnreadKey } from '../../clinical/assessment/unread-keys.ts'
import { toInputReading, whyNoNumber } from '../../clinical/assessment/input-reading.ts'
import type { BoardDefinition, BoardTexts } from '../board.ts'
import type { PublishedScore, ScoreTexts } from '../../clinical/scores/published-score.ts'
import type { ReadingAt, ScoreOutcome } from '../../clinical/scores/compute-scores.ts'
import type { ScoreFacts, ScoreReading } from '../../clinical/scores/score-facts.ts'
import type { BoardValues } from './board-placeholders.ts'
import { fillIn } from './fill-in.ts'
import { type InputWording, toInputWording, toWording } from './wording.ts'

export interface BoardFindings {
  readonly board: BoardDefinition
  readonly outcomes: readonly ScoreOutcome[]
  readonly facts: ScoreFacts
  readonly indexDay: string
}

type Of<Kind extends ScoreOutcome['kind']> = Extract<ScoreOutcome, { readonly kind: Kind }>

/**
 * The texts of a board or score in the language of the card: the catalogue has checked that they
 * are there.
 */
function inLanguage<Texts>(
  translations: Readonly<Record<string, Texts>>,
  { language }: BoardDefinition,
): Texts {
  const texts = translations[language]
  if (texts === undefined) throw new TypeError(`no texts in ${language}`)
  return texts
}

export const boardTexts = (board: BoardDefinition): BoardTexts =>
  inLanguage(board.translations, board)

const scoreTexts = ({ translations }: PublishedScore, board: BoardDefinition): ScoreTexts =>
  inLanguage(translations, board)

const nameOf = ({ score }: ScoreOutcome, board: BoardDefinition) => scoreTexts(score, board).name

const listOf = (items: readonly string[], { base }: BoardDefinition) =>
  items.join(toWording(base).listGap)

const namesOf = (outcomes: readonly ScoreOutcome[], board: BoardDefinition) =>
  listOf(
    outcomes.map((outcome) => nameOf(outcome, board)),
    board,
  )

const ofKind = <Kind extends ScoreOutcome['kind']>(
  { outcomes }: BoardFindings,
  kind: Kind,
): readonly Of<Kind>[] => outcomes.filter((outcome): outcome is Of<Kind> => outcome.kind === kind)

/** The number and the class, as far as there are any. */
function resultText({ score, result }: Of<'computed'>, board: BoardDefinition): string {
  const { classes } = scoreTexts(score, board)
  const { words } = boardTexts(board)
  const value = result.value?.toFixed(score.decimals)
  const reached = result.class === undefined ? words.noClass : classes[result.class.id]
  if (value === undefined || reached === undefined) return value ?? reached ?? ''
  return fillIn(words.result, { value, class: reached })
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

/** Whether a card shows a computed score: its class lies at an end of its scale, or it always does. */
const isDecided = ({ score, result }: Of<'computed'>, { alwaysOnCard }: BoardDefinition) =>
  result.class !== undefined &&
  (result.class.leaning !== 'neither' || alwaysOnCard.includes(score.definition.id))

function decidedRow(outcome: Of<'computed'>, board: BoardDefinition) {
  const { better, worse, between } = boardTexts(board).words
  const leaning = outcome.result.class?.leaning ?? 'neither'
  return {
    name: nameOf(outcome, board),
    result: resultText(outcome, board),
    end: { favourable: better, unfavourable: worse, neither: between }[leaning],
    isCautioned: outcome.cautions.length > 0 || outcome.unchecked.length > 0,
  }
}

const countOf = (decided: readonly Of<'computed'>[], leaning: Leaning) =>
  String(decided.filter(({ result }) => result.class?.leaning === leaning).length)

/** What the card shows of the computed scores; the app shows all of them. */
function decidedValues(computed: readonly Of<'computed'>[], board: BoardDefinition) {
  const decided = computed.filter((outcome) => isDecided(outcome, board))
  const cautions = decided.flatMap((outcome) => outcome.cautions.map((rule) => ({ outcome, rule })))
  return {
    isAnyDecided: decided.length > 0,
    decided: decided.map((outcome) => decidedRow(outcome, board)),
    betterCount: countOf(decided, 'favourable'),
    worseCount: countOf(decided, 'unfavourable'),
    firstCaution: ruleRows(cautions, board)[0],
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
function groupBy<Item>(all: readonly Item[], keyFor: (item: Item) => string): readonly Item[][] {
  const groups = new Map<string, Item[]>()
  for (const item of all) groups.set(keyFor(item), [...(groups.get(keyFor(item)) ?? []), item])
  return [...groups.values()]
}

const wordingOf = ({ readings, findings }: BoardTexts): InputWording =>
  toInputWording({ labels: readings, findings })

function labelOf({ reading, at }: ReadingAt, texts: BoardTexts): string {
  const label = texts.facts[reading] ?? wordingOf(texts).label(reading)
  return at === 'now' ? label : `${label} ${texts.words.before}`
}

/** The keys behind a reading or fact of a board that were not read. */
function unreadBehind(
  id: string,
  { board, facts }: Pick<BoardFindings, 'board' | 'facts'>,
): readonly UnreadKey[] {
  const { keys } = board.base
  const isReading = board.readings.some((input) => input.id === id)
  if (!isReading) return facts.unread.filter(({ key }) => key === keyOfFact(id, keys))
  const behind = barsByInput(
    { predictors: [], auxiliaries: board.readings },
    keys,
    facts.unread,
  )(id)
  // Where an earlier procedure may not have been read, values may be of a time after it.
  return behind.length > 0 || !facts.isUnread(id)
    ? behind
    : facts.unread.filter(({ key }) => key === keys.procedures)
}

/** A reading of a board, told apart where its part of the record was not read. */
export function boardReading(
  id: string,
  reading: ScoreReading,
  findings: Pick<BoardFindings, 'board' | 'facts'>,
) {
  return toInputReading(reading, reading.kind === 'missing' ? unreadBehind(id, findings) : [])
}

/** What of a score's reading is not there, and why in the words of the base service. */
function lackOf({ reading: id, at }: ReadingAt, findings: BoardFindings) {
  const { board, facts } = findings
  // Of a time before the order it is told only whether the key brought anything.
  const now = at === 'now' ? facts.readerAt('now')?.reading(id) : undefined
  const reading = boardReading(id, now ?? { kind: 'missing' }, findings)
  return {
    isUnread: reading.kind === 'not-obtained',
    why: toWording(board.base).reason(whyNoNumber(reading) ?? 'missing'),
  }
}

interface Gap {
  readonly label: string
  readonly why: string
  readonly names: string
  readonly isUnread: boolean
}

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
      ...lackOf(lack, findings),
      names: namesOf(outcomes, board),
      count: outcomes.length,
    }))
  })
  return groupBy(gaps, ({ why, names }) => `${why} ${names}`)
    .toSorted(([a], [b]) => (b?.count ?? 0) - (a?.count ?? 0))
    .flatMap((group) =>
      group.slice(0, 1).map(({ why, names, isUnread }) => ({
        label: listOf(
          group.map(({ label }) => label),
          board,
        ),
        why,
        names,
        isUnread,
      })),
    )
}

function inputRows(computed: readonly Of<'computed'>[], board: BoardDefinition) {
  const texts = boardTexts(board)
  const used = new Map(
    computed.flatMap((outcome) => outcome.used.map((leaf) => [keyOf(leaf), leaf] as const)),
  )
  return [...used.values()].map((leaf) => {
    const { asSent, written, ageDays, parts } = leaf.from
    return {
      label: labelOf(leaf, texts),
      asSent: parts === undefined ? asSent : texts.words.derived,
      used: wordingOf(texts).value(leaf.reading, leaf.known),
      date: written?.slice(0, 10) ?? '',
      age: ageDays === undefined ? '' : toWording(board.base).age(ageDays),
    }
  })
}

/** The rules that hold, each text once, with the names of the scores that have it. */
function ruleRows(
  held: readonly { readonly outcome: ScoreOutcome; readonly rule: string }[],
  board: BoardDefinition,
) {
  const texts = held.map(({ outcome, rule }) => ({
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

/** What was not read; a board has prefetch keys of its own. */
function unreadKeys({ board, facts }: BoardFindings): string {
  const wording = toWording(board.base)
  const { keys } = boardTexts(board)
  return facts.unread
    .map((unread) => keys[unread.key] ?? wording.unread(unread).key)
    .join(wording.listGap)
}

/** What the card of a board says, in the board's language. */
export function toBoardValues(findings: BoardFindings): BoardValues {
  const { board, indexDay } = findings
  const computed = ofKind(findings, 'computed')
  const lacking = gapRows(findings)
  const gaps = lacking.filter(({ isUnread }) => !isUnread)
  const unreadGaps = lacking.filter(({ isUnread }) => isUnread)
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
    rows: computed.map((outcome) => scoreRow(outcome, board)),
    ...decidedValues(computed, board),
    directions: directionsOf(computed, board),
    gaps,
    unreadGaps,
    hasUnread: findings.facts.unread.length > 0,
    unreadKeys: unreadKeys(findings),
    excluded: ruleRows(excluded, board),
    unanswered: unanswered.length === 0 ? undefined : { names: namesOf(unanswered, board) },
    cautions: ruleRows(cautions, board),
    unchecked: uncheckedRows(computed, board),
    inputs: inputRows(computed, board),
  }
}
