/**
 * Time of one request to the board, from the parsed body to the cards, against the number of scores
 * on it: the record is read once for all of them, so that each score adds the same little. The
 * boards of each round are asked in turn, since the machine's speed drifts; the median is of
 * rounds.
 */
import { loadCatalog } from '../../src/catalog/load-catalog.ts'
import { parseHookRequest } from '../../src/hook/protocol/hook-request.ts'
import type { PrefetchSlots } from '../../src/clinical/assessment/slots.ts'
import { isFhirResource } from '../../src/clinical/fhir/resource.ts'
import type { BoardService } from '../../src/hook/board.ts'
import { DEFAULT_CLIENT_SETTINGS } from '../../src/hook/client-settings.ts'
import { answer } from '../../src/hook/answer.ts'
import { isJsonObject, objects } from '../../src/base/json.ts'
import { askBoard } from '../support/board.ts'
import { repositoryPath } from '../support/paths.ts'
import { frozenClock } from '../support/clock.ts'

const ROUNDS = Number(process.argv[2] ?? 15)
const CALLS = 300
const COUNTS = [1, 4, 8, 17]

const catalog = loadCatalog({ folder: repositoryPath('cds-services'), language: 'en' })
const [whole] = catalog.boards
if (whole === undefined) throw new Error('there is no board')

const body = askBoard()
const request = parseHookRequest(body, 'order-select', Object.keys(whole.entry.prefetch))

const resourcesOf = (bundle: unknown) =>
  isJsonObject(bundle)
    ? [bundle, ...objects(bundle['entry']).map(({ resource }) => resource)].filter(isFhirResource)
    : []

const slots: PrefetchSlots = Object.fromEntries(
  Object.entries(body.prefetch ?? {}).map(([key, one]) => [
    key,
    { kind: 'supplied', by: 'client', resources: resourcesOf(one), unread: [] },
  ]),
)

const ports = {
  patientData: { acquire: () => Promise.resolve(slots) },
  shown: { remember: () => undefined, has: () => false },
  clock: frozenClock,
  ordersPerCall: 20,
  newUuid: () => 'uuid',
  digest: (text: string) => text.slice(0, 8),
  pageUrl: (path: string) => `https://bench.invalid/${path}`,
}

const clientOf = ({ entry }: BoardService) => ({
  ...DEFAULT_CLIENT_SETTINGS,
  services: [entry.id],
})

async function microsecondsPerCall(service: BoardService): Promise<number> {
  const from = performance.now()
  for (let i = 0; i < CALLS; i += 1) {
    const { response } = await answer({ service, request, client: clientOf(service) }, ports)
    if (response.cards.length !== 1) throw new Error('the board gave no card')
  }
  return ((performance.now() - from) / CALLS) * 1000
}

const boards = COUNTS.map((count) => ({
  ...whole,
  board: { ...whole.board, scores: whole.board.scores.slice(0, count) },
}))
const rounds: number[][] = []
for (let round = -3; round < ROUNDS; round += 1) {
  const times: number[] = []
  for (const one of boards) times.push(await microsecondsPerCall(one))
  if (round >= 0) rounds.push(times)
}
const times = COUNTS.map((_, i) => {
  const sorted = rounds.map((round) => round[i] ?? NaN).toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? NaN
})

/** Least squares: what a request costs by itself, what each score adds, and how straight that is. */
function line(xs: readonly number[], ys: readonly number[]) {
  const mean = (all: readonly number[]) => all.reduce((sum, one) => sum + one, 0) / all.length
  const [mx, my] = [mean(xs), mean(ys)]
  const covariance = xs.reduce((sum, x, i) => sum + (x - mx) * ((ys[i] ?? NaN) - my), 0)
  const slope = covariance / xs.reduce((sum, x) => sum + (x - mx) ** 2, 0)
  const total = ys.reduce((sum, y) => sum + (y - my) ** 2, 0)
  const rest = ys.reduce((sum, y, i) => sum + (y - my - slope * ((xs[i] ?? NaN) - mx)) ** 2, 0)
  return { own: my - slope * mx, slope, straightness: 1 - rest / total }
}

const { own, slope, straightness } = line(COUNTS, times)
process.stdout.write(
  [
    `Node ${process.version}, median of ${String(ROUNDS)} rounds of ${String(CALLS)} requests`,
    '',
    '| scores | µs a request |',
    '|---|---|',
    ...COUNTS.map((count, i) => `| ${String(count)} | ${(times[i] ?? NaN).toFixed(0)} |`),
    '',
    `${own.toFixed(0)} µs, and ${slope.toFixed(1)} µs more for each score (R² ${straightness.toFixed(3)})`,
    '',
  ].join('\n'),
)
