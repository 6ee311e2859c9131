import { addMonths } from '../../base/time.ts'
import type {
  FigureWithEnds,
  OutcomeUpdate,
  OutcomeValidation,
  SiteAnchor,
} from './site-evidence.ts'
import type { VersionsSettings } from './versions/settings.ts'

/** Why evidence does not bear a state out, in words, and which member of it. */
export interface Objection {
  readonly member: readonly string[]
  readonly why: string
}

type Floor = Pick<VersionsSettings['floor'], 'update' | 'calibrated'>

/**
 * Within these a model is taken to be calibrated: a choice of this project, on the log scale alike
 * on both sides where it is a ratio.
 */
const LIMITS = {
  observedToExpected: { value: [0.9, 1.1], interval: [0.75, 1.33] },
  calibrationSlope: { value: [0.8, 1.2] },
  ici: 0.05,
  cStatistic: 0.6,
  followedUp: 0.9,
} as const

/** How far the expected events may lie from the observed ones, relative to these. */
const BALANCE = 1e-6

const lies = (value: number, [low, high]: readonly [number, number]) =>
  value >= low && value <= high

const said = ({ value, low, high }: FigureWithEnds) =>
  `${value.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`

/** One gate: an objection where it is not passed. */
const gate = (isPassed: boolean, member: readonly string[], why: string): readonly Objection[] =>
  isPassed ? [] : [{ member, why }]

const fewerOf = ({ patients, events }: Pick<OutcomeUpdate, 'patients' | 'events'>) =>
  Math.min(events, patients - events)

const counted = ({ patients, events }: Pick<OutcomeUpdate, 'patients' | 'events'>) =>
  `${String(events)} of ${String(patients)} patients have the outcome`

/** How long each step holds from its signature on: a choice of this project. */
export const HOLDS_MONTHS = { anchor: 12, update: 24, validation: 24 } as const

/** The days of some patients, the one on which somebody signed for them, and until when. */
interface SignedDays {
  readonly period: { readonly from: string; readonly to: string }
  readonly on: string
  readonly expires: string
}

/** What is wrong with the days of a step. */
function daysObjections(
  step: keyof typeof HOLDS_MONTHS,
  { period: { from, to }, on, expires }: SignedDays,
): readonly Objection[] {
  const last = addMonths(on, HOLDS_MONTHS[step])
  return [
    ...gate(from <= to, [step, 'period'], 'the period ends before it begins'),
    ...gate(to <= on, [step, 'period'], `the period ends after ${on}, the day of the signature`),
    ...gate(
      expires > on && expires <= last,
      [step, 'expires'],
      `expires on ${expires}: what is signed on ${on} holds until ${last} at the latest`,
    ),
  ]
}

/** How far back consecutive patients without outcomes count: scanners and patients change. */
export const ANCHOR_REACHES_MONTHS = 24

/**
 * The same of an anchor.
 *
 * @param isAlone - Whether no update rests on it, whose patients were followed to the horizon and
 *   are older.
 */
export function anchorDaysObjections(
  { period, signature: { on }, expires }: Pick<SiteAnchor, 'period' | 'signature' | 'expires'>,
  isAlone: boolean,
): readonly Objection[] {
  const first = addMonths(on, -ANCHOR_REACHES_MONTHS)
  return [
    ...daysObjections('anchor', { period, on, expires }),
    ...gate(
      !isAlone || period.from >= first,
      ['anchor', 'period'],
      `the period begins before ${first}: an anchor is of patients of the last ${String(ANCHOR_REACHES_MONTHS)} months`,
    ),
  ]
}

/** What an update with outcomes lacks. */
export function updateObjections(update: OutcomeUpdate, floor: Floor): readonly Objection[] {
  const { patients, patientHashes, signature } = update
  return [
    ...daysObjections('update', { ...update, on: signature.on }),
    ...gate(
      fewerOf(update) >= floor.update,
      ['update', 'events'],
      `${counted(update)}: an update needs ${String(floor.update)} with and ${String(floor.update)} without it`,
    ),
    ...gate(
      patientHashes.length === patients && new Set(patientHashes).size === patients,
      ['update', 'patientHashes'],
      'a patient is counted twice, or not listed',
    ),
  ]
}

/** Other patients, later in time or of another scanner. */
function otherPatients(
  update: OutcomeUpdate,
  validation: OutcomeValidation,
  { calibrated }: Floor,
): readonly Objection[] {
  const known = new Set(update.patientHashes)
  const shared = validation.patientHashes.filter((patient) => known.has(patient)).length
  const isElsewhere = validation.platforms.every((key) => !update.platforms.includes(key))
  return [
    ...gate(
      fewerOf(validation) >= calibrated,
      ['validation', 'events'],
      `in the validation ${counted(validation)}: calibrated needs ${String(calibrated)} with and ${String(calibrated)} without it`,
    ),
    ...gate(
      shared === 0,
      ['validation', 'patientHashes'],
      `${String(shared)} patients of the validation are in the update too: it takes other patients`,
    ),
    ...gate(
      validation.period.from > update.period.to || isElsewhere,
      ['validation', 'period'],
      'the patients of the validation are neither later than those of the update nor of another device and method',
    ),
  ]
}

/** Each part of the patients, judged by a model of the other parts. */
function internalExternal(
  update: OutcomeUpdate,
  { parts = [] }: OutcomeValidation,
  { calibrated }: Floor,
): readonly Objection[] {
  const sum = (of: 'patients' | 'events') => parts.reduce((all, part) => all + part[of], 0)
  const least = String(2 * calibrated)
  return [
    ...gate(
      fewerOf(update) >= 2 * calibrated,
      ['validation', 'how'],
      `${counted(update)}: without other patients calibrated needs ${least} with and ${least} without it`,
    ),
    ...gate(
      parts.length > 1 && sum('patients') === update.patients && sum('events') === update.events,
      ['validation', 'parts'],
      'the parts that were left out in turn are not all the patients of the update',
    ),
  ]
}

function figures(validation: OutcomeValidation): readonly Objection[] {
  const { observedToExpected: ratio, calibrationSlope: slope, cStatistic: c, ici } = validation
  const of = LIMITS.observedToExpected
  const isRatio = lies(ratio.value, of.value) && lies(ratio.low, of.interval)
  const isSlope = lies(slope.value, LIMITS.calibrationSlope.value)
  return [
    ...gate(
      isRatio && lies(ratio.high, of.interval),
      ['validation', 'observedToExpected'],
      `observed : expected is ${said(ratio)}: it must lie within ${of.value.join(' and ')}, its interval within ${of.interval.join(' and ')}`,
    ),
    ...gate(
      isSlope && slope.low <= 1 && slope.high >= 1,
      ['validation', 'calibrationSlope'],
      `the calibration slope is ${said(slope)}: it must lie within ${LIMITS.calibrationSlope.value.join(' and ')}, and its interval hold 1`,
    ),
    ...gate(
      ici <= LIMITS.ici,
      ['validation', 'ici'],
      `the risks lie ${(100 * ici).toFixed(1)} % from the calibration curve on average (ICI): at most ${String(100 * LIMITS.ici)} %`,
    ),
    ...gate(
      c.low > LIMITS.cStatistic,
      ['validation', 'cStatistic'],
      `the c-statistic is ${said(c)}: its interval must lie above ${String(LIMITS.cStatistic)}`,
    ),
  ]
}

const namesOf = ({ signatures }: OutcomeValidation) =>
  signatures.map(({ name }) => name.trim().toLowerCase())

/** What an update and its validation lack for a model to be called calibrated. */
export function calibrationObjections(
  update: OutcomeUpdate,
  validation: OutcomeValidation,
  floor: Floor,
): readonly Objection[] {
  const { calibrated } = floor
  const { events, expectedEvents } = update
  const isOfOthers = validation.how === 'other-patients'
  return [
    ...daysObjections('validation', { ...validation, on: validation.signatures[0].on }),
    ...gate(
      fewerOf(update) >= calibrated,
      ['update', 'events'],
      `in the update ${counted(update)}: calibrated needs ${String(calibrated)} with and ${String(calibrated)} without it`,
    ),
    ...gate(
      Math.abs(expectedEvents - events) <= BALANCE * events,
      ['update', 'expectedEvents'],
      `the updated model expects ${expectedEvents.toPrecision(7)} events where ${String(events)} were observed`,
    ),
    ...(isOfOthers
      ? otherPatients(update, validation, floor)
      : internalExternal(update, validation, floor)),
    ...figures(validation),
    ...gate(
      validation.followedUp >= LIMITS.followedUp,
      ['validation', 'followedUp'],
      `${(100 * validation.followedUp).toFixed(0)} % of those not known to have the outcome were followed to the horizon: at least ${String(100 * LIMITS.followedUp)} %`,
    ),
    ...gate(
      new Set(namesOf(validation)).size === 2,
      ['validation', 'signatures'],
      'both signatures are of one person',
    ),
  ]
}
