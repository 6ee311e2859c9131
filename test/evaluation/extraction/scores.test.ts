import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { rowsIn } from '../../support/tables.ts'
import { toRandom } from '../../../src/evaluation/statistics/random.ts'
import { define } from '../../../src/evaluation/extraction/commands/cohort-extract.ts'
import {
  complete,
  draw,
  type Drawn,
  type Made,
  observation,
  procedure,
  quantity,
} from '../../support/synthetic-patient.ts'
import { runCommand } from '../../support/run-command.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'scores-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const BILIRUBIN_MG = 17.1

/** A treated patient with the laboratory values that ALBI needs, and another treatment before. */
const withLiver = (drawn: Drawn, bilirubin: number, albumin: number): readonly Made[] => [
  ...complete(drawn),
  procedure(drawn, 'tace', 0),
  observation(
    drawn,
    'bili',
    { code: 'bilirubinMass', days: -2 },
    quantity(bilirubin / BILIRUBIN_MG, 'mg/dL'),
  ),
  observation(drawn, 'alb', { code: 'albumin', days: -2 }, quantity(albumin / 10, 'g/dL')),
]

async function rowsOf(resources: readonly Made[], ...more: readonly string[]) {
  const lines = resources.map((resource) => `${JSON.stringify(resource)}\n`).join('')
  writeFileSync(join(folder, 'all.ndjson'), lines)
  const table = join(folder, 'c.csv')
  await runCommand(define, [table, '--bulk', folder, '--work-dir', folder, ...more])
  return rowsIn(table)
}

describe('cohort extract --scores', () => {
  const random = toRandom(3)

  test.each([
    [10, 42],
    [17.1, 35],
    [60, 25],
  ])(
    'ALBI of bilirubin %d umol/L and albumin %d g/L is that of its formula',
    async (bilirubin, albumin) => {
      const rows = await rowsOf(withLiver(draw('p', random), bilirubin, albumin), '--scores')
      const albi = 0.66 * Math.log10(bilirubin) - 0.085 * albumin
      expect(rows).toHaveLength(1)
      expect(Number(rows[0]!['score.albi'])).toBeCloseTo(albi, 2)
      expect(rows[0]!['score.albi.class']).toBe(albi <= -2.6 ? '1' : albi <= -1.39 ? '2' : '3')
      expect(rows[0]!['score.albi.why']).toBe('')
    },
  )

  test('a score that lacks an input is empty and says which', async () => {
    const rows = await rowsOf(
      [...complete(draw('p', random)), procedure(draw('p', random), 'tace', 200)],
      '--scores',
    )
    expect(rows[0]).toMatchObject({ 'score.albi': '', 'score.albi.class': '' })
    expect(rows[0]!['score.albi.why']).toMatch(/^lacks: .*albumin/)
  })

  test('every score has a number, a class or a reason, and the other columns stay as they are', async () => {
    const made = withLiver(draw('p', random), 12, 40)
    const [[bare], [scored]] = [await rowsOf(made), await rowsOf(made, '--scores')]
    const names = Object.keys(scored!).filter((name) => /^score\.[a-z-]+$/.test(name))
    expect(names.length).toBeGreaterThan(10)
    for (const name of names) {
      const [value, label, why] = ['', '.class', '.why'].map((end) => scored![name + end])
      expect([name, `${String(value)}${String(label)}` !== '']).toEqual([name, why === ''])
    }
    expect(scored).toMatchObject(bare!)
    expect(Object.keys(bare!).some((name) => name.startsWith('score.'))).toBe(false)
  })
})
