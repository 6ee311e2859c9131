/**
 * How often each state says something firm, and how often that is wrong by more than 5 points, in
 * twenty worlds: `npm run bench:states -- [sites] [patients]`. A cell is the firm categories and
 * the wrong ones among them, then the same of any firm statement, in per cent.
 *
 * The goals are of the declared world: some firm statement for at least 58 % (0), 69 % (0d), 71 %
 * (1), 93 % (1s), 99 % (2), with a tolerance of 2 points; wrong below 5 % in every cell.
 */
import { STATES, tryState, wrongShares } from '../support/states/try-state.ts'
import { type TruthName, TRUTHS } from '../support/states/truths.ts'

const SITES = Number(process.argv[2] ?? 10)
const PATIENTS = Number(process.argv[3] ?? 400)
const SEED = 20261130

const GOALS = { '0': 0.58, '0d': 0.69, '1': 0.71, '1s': 0.93, '2': 0.99 } as const
const TOLERANCE = 0.02
const MOST_WRONG = 0.05

const percent = (share: number) => (100 * share).toFixed(share < 0.1 && share > 0 ? 1 : 0)

const missed: string[] = []

function cellOf(name: TruthName, state: (typeof STATES)[number]): string {
  const tried = tryState(name, state, { sites: SITES, patients: PATIENTS, seed: SEED })
  const { category, border } = wrongShares(tried)
  const some = tried.firmBorder / tried.patients
  if (Math.max(category, border) > MOST_WRONG) missed.push(`${name}, ${state}: wrong too often`)
  if (name === 'declared' && some < GOALS[state] - TOLERANCE)
    missed.push(`${name}, ${state}: firm for ${percent(some)} % only`)
  return `${percent(tried.firmCategory / tried.patients)}/${percent(category)}; ${percent(some)}/${percent(border)}`
}

const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`

process.stdout.write(line(['truth', ...STATES]))
process.stdout.write(line(['---', ...STATES.map(() => '---')]))
for (const name of Object.keys(TRUTHS) as TruthName[])
  process.stdout.write(line([name, ...STATES.map((state) => cellOf(name, state))]))
for (const words of missed) process.stdout.write(`MISSED ${words}\n`)
if (missed.length > 0) process.exitCode = 1
