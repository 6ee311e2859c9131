import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fc } from '../support/property.ts'
import { codeSites } from './code-sites.ts'
import { dataSites } from './data-sites.ts'
import type { Site } from './site.ts'

/** Which files are asked about, and how much of a draw is theirs. */
interface Room {
  readonly files: RegExp
  readonly share: number
}

/** The way from a record to a card, and what keeps and judges cards. */
const CODE: readonly Room[] = [
  { files: /^src\/clinical\//, share: 60 },
  { files: /^src\/hook\//, share: 30 },
  { files: /^src\/base\/time\.ts$/, share: 2 },
  { files: /^src\/server\/access\//, share: 6 },
  { files: /^src\/evaluation\/cohort\//, share: 6 },
  { files: /^src\/records\//, share: 5 },
]

const DATA: readonly Room[] = [
  { files: /\/models\/[^/]+\/predictors\.json$/, share: 9 },
  { files: /\/models\/[^/]+\/orders\.json$/, share: 5 },
  { files: /\/models\/[^/]+\/applicability\.json$/, share: 3 },
  { files: /\/models\/[^/]+\/risk-model\.json$/, share: 4 },
  { files: /\/models\/[^/]+\/cards\.json$/, share: 1 },
  { files: /\/boards\/[^/]+\/(?:board|predictors)\.json$/, share: 2 },
  { files: /\/scores\/[^/]+\/score\.json$/, share: 6 },
  { files: /\/scores\/[^/]+\/(?:predictors|applicability)\.json$/, share: 4 },
  { files: /\/terminology\/value-sets\//, share: 5 },
  { files: /\/terminology\/(?:sites|dicom-sr)\.json$/, share: 3 },
  { files: /\/terminology\/units\.json$/, share: 1 },
]

/** Of four mutants three are of code. */
const CODE_SHARE = 0.75

const sitesIn = (root: string, file: string) =>
  (file.endsWith('.ts') ? codeSites : dataSites)(file, readFileSync(join(root, file), 'utf8'))

function drawFrom<T>(list: readonly T[], count: number, seed: number): readonly T[] {
  const size = Math.min(count, list.length)
  const drawn = fc.shuffledSubarray([...list], { minLength: size, maxLength: size })
  return fc.sample(drawn, { numRuns: 1, seed })[0]!
}

/** Lines are drawn first, then a site of each: a number has three mutants, a comparison one. */
function drawRoom(sites: readonly Site[], count: number, seed: number): readonly Site[] {
  const lines = Map.groupBy(sites, ({ file, line }) => `${file}:${String(line)}`)
  return drawFrom([...lines.values()], count, seed).flatMap((line, i) =>
    drawFrom(line, 1, seed + i),
  )
}

interface Draw {
  readonly root: string
  readonly files: readonly string[]
  readonly seed: number
}

function drawRooms(rooms: readonly Room[], count: number, { root, files, seed }: Draw) {
  const sum = rooms.reduce((total, { share }) => total + share, 0)
  return rooms.flatMap(({ files: pattern, share }) => {
    const sites = files.filter((file) => pattern.test(file)).flatMap((file) => sitesIn(root, file))
    return drawRoom(sites, Math.round((share * count) / sum), seed)
  })
}

/** The mutants of a seed, mixed: however far a run comes, it is a fair sample. */
export function drawMutants(draw: Draw, count: number): readonly Site[] {
  const code = drawRooms(CODE, count * CODE_SHARE, draw)
  const data = drawRooms(DATA, count * (1 - CODE_SHARE), draw)
  return drawFrom([...code, ...data], count * 2, draw.seed)
}

/** A whole number is moved by one, any other by a tenth. */
const isLeast = ({ from, to }: Site) =>
  (Math.abs(Number(to) - Number(from)) === 1) === Number.isInteger(Number(from))

/** Every number of the data that is computed with, moved up and down, and every limit turned. */
export function numberMoves({ root, files, seed }: Draw): readonly Site[] {
  const moves = files
    .filter((file) => DATA.some(({ files: pattern }) => pattern.test(file)))
    .flatMap((file) => {
      const sites = sitesIn(root, file)
      return sites.filter(
        (site) => (site.kind === 'number' && isLeast(site)) || site.kind === 'side of a threshold',
      )
    })
  return drawFrom(moves, moves.length, seed)
}
