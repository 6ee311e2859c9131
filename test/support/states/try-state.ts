import type { Ensemble } from '../../../src/clinical/models/versions/ensemble.ts'
import { risksOf } from '../../../src/clinical/models/versions/ensemble.ts'
import {
  anchoredEnsemble,
  platformEnsemble,
  provisionalEnsemble,
  updatedEnsemble,
} from '../../../src/clinical/models/versions/state-ensembles.ts'
import { agreementOf, type FirmStatement } from '../../../src/clinical/models/versions/statement.ts'
import { anchorIntercepts } from '../../../src/evaluation/anchoring/anchor-intercepts.ts'
import { updateWithOutcomes } from '../../../src/evaluation/anchoring/outcome-update.ts'
import { type Random, toRandom } from '../../../src/evaluation/statistics/random.ts'
import { CATEGORIES, MODEL } from './model.ts'
import {
  drawPatients,
  type SimulatedPatient,
  type Truth,
  TRUTHS,
  type TruthName,
  trueIntercept,
  trueRisk,
} from './truths.ts'

/** The states that are tried, with the patients that each is made from. */
export const STATES = ['0', '0d', '1', '1s', '2'] as const

export type State = (typeof STATES)[number]

const { unknownShare, knownShare } = MODEL.versions.gamma

const GAMMA: Readonly<Record<State, number>> = {
  '0': unknownShare,
  '0d': unknownShare,
  '1': unknownShare,
  '1s': knownShare,
  '2': knownShare,
}

const ANCHORED = 60
const CENTRED = 30
const COUNTED = 100

/** Beyond which distance from its category or border a true risk makes a statement wrong. */
const TOLERANCE = 0.05

const OWN = 'own'

const platformOf = (patients: readonly SimulatedPatient[]) => {
  const values = patients.map((patient) => patient.values['dStar'] ?? NaN)
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { patients: values.length, mean, sd: Math.sqrt(squares / (values.length - 1)) }
}

interface Site {
  readonly random: Random
  readonly truth: Truth
  readonly intercept: number
}

const documented: { intercepts?: Float64Array } = {}

function provisional(): Ensemble {
  documented.intercepts ??= anchorIntercepts(MODEL, { kind: 'documented' })
  return provisionalEnsemble(MODEL, documented.intercepts)
}

function centred({ random, truth }: Site): Ensemble {
  const platform = platformOf(drawPatients(random, truth, CENTRED))
  const intercepts = anchorIntercepts(MODEL, { kind: 'platform', platform })
  return platformEnsemble(MODEL, intercepts, platform)
}

function counted({ random, truth, intercept }: Site) {
  const patients = drawPatients(random, truth, COUNTED)
  const events = patients.filter((each) => random.uniform() < trueRisk(truth, intercept, each))
  return { events: events.length, patients: COUNTED }
}

function anchored(site: Site, state: '1' | '1s' | '2'): Ensemble {
  const { random, truth, intercept } = site
  const patients = drawPatients(random, truth, ANCHORED)
  const platform = platformOf(patients)
  const platforms = { [OWN]: platform }
  const intercepts = anchorIntercepts(
    MODEL,
    {
      kind: 'patients',
      patients: patients.map(({ values }) => ({ values, platform: OWN })),
      platforms,
    },
    state === '1s' ? counted(site) : undefined,
  )
  const own = { kind: 'anchored', platform } as const
  if (state !== '2') return anchoredEnsemble(MODEL, intercepts, own)
  const observed = patients.map((patient) => ({
    values: patient.values,
    platform: OWN,
    outcome: random.uniform() < trueRisk(truth, intercept, patient) ? (1 as const) : (0 as const),
  }))
  const posterior = updateWithOutcomes(
    MODEL,
    { intercepts, platforms: [{ key: OWN, ...platform }] },
    observed,
  )
  return updatedEnsemble(MODEL, posterior, own, platform)
}

function ensembleIn(state: State, site: Site): Ensemble {
  if (state === '0') return provisional()
  return state === '0d' ? centred(site) : anchored(site, state)
}

/** How often a state is firm, and how often it is firm but wrong. */
export interface Tried {
  patients: number
  firmCategory: number
  wrongCategory: number
  firmBorder: number
  wrongBorder: number
  firmHigh: number
}

/** Whether a true risk lies further outside of a firm category than the tolerance. */
function isOutside(id: string, risk: number): boolean {
  const i = CATEGORIES.findIndex((category) => category.id === id)
  const [from = 0, to = 2] = [CATEGORIES[i]?.from, CATEGORIES[i + 1]?.from]
  return risk < from - TOLERANCE || risk >= to + TOLERANCE
}

const LEAST = CATEGORIES[1]?.from ?? 0
const MOST = CATEGORIES.at(-1)?.from ?? 1

/** Whether a true risk contradicts the borders of the middle category that are firm. */
const isBeyond = ({ below, atLeast }: FirmStatement, risk: number) =>
  (below !== undefined && risk >= MOST + TOLERANCE) ||
  (atLeast !== undefined && risk < LEAST - TOLERANCE)

const HIGHEST = CATEGORIES.at(-1)?.id

function add(tried: Tried, said: FirmStatement, risk: number): void {
  const { category, below, atLeast } = said
  const hasBorder = below !== undefined || atLeast !== undefined
  tried.patients += 1
  tried.firmBorder += Number(hasBorder)
  tried.wrongBorder += Number(isBeyond(said, risk))
  if (category === undefined) return
  tried.firmCategory += 1
  tried.wrongCategory += Number(isOutside(category, risk))
  tried.firmHigh += Number(category === HIGHEST)
}

/** Tries one state in one world, over sites with patients. */
export function tryState(
  name: TruthName,
  state: State,
  {
    sites,
    patients,
    seed,
  }: { readonly sites: number; readonly patients: number; readonly seed: number },
): Tried {
  const tried: Tried = {
    patients: 0,
    firmCategory: 0,
    wrongCategory: 0,
    firmBorder: 0,
    wrongBorder: 0,
    firmHigh: 0,
  }
  for (let i = 0; i < sites; i += 1) {
    const random = toRandom(seed + i)
    const truth: Truth = TRUTHS[name](random)
    const site = { random, truth, intercept: trueIntercept(random, truth) }
    const ensemble = ensembleIn(state, site)
    for (const patient of drawPatients(random, truth, patients)) {
      const said = agreementOf(risksOf(ensemble, patient.values), CATEGORIES, GAMMA[state])
      add(tried, said, trueRisk(truth, site.intercept, patient))
    }
  }
  return tried
}

/** The share of firm statements of one kind that are wrong. */
export const wrongShares = (tried: Tried) => ({
  category: tried.firmCategory === 0 ? 0 : tried.wrongCategory / tried.firmCategory,
  border: tried.firmBorder === 0 ? 0 : tried.wrongBorder / tried.firmBorder,
})
