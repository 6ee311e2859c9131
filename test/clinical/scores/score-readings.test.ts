import { describe, expect, test } from '@jest/globals'
import { loadCatalog } from '../../../src/catalog/load-catalog.ts'
import { isFhirResource } from '../../../src/clinical/fhir/resource.ts'
import { type Statement, readStatements } from '../../../src/clinical/fhir/statements.ts'
import { computeScores } from '../../../src/clinical/scores/compute-scores.ts'
import { indexStatements } from '../../../src/clinical/readings/select-statements.ts'
import { toAuxiliaryReader } from '../../../src/clinical/readings/auxiliary-reader.ts'
import { recordWith } from '../../support/board.ts'
import { repositoryPath } from '../../support/paths.ts'
import { NOW } from '../../support/clock.ts'
import { toIsoDate } from '../../../src/base/time.ts'

const [service] = loadCatalog({ folder: repositoryPath('cds-services'), language: 'en' }).boards
const { board } = service!

type ByCode = ReadonlyMap<string, readonly Statement[]>

/** An index that counts how often each code is looked up, of whatever system. */
class CountingIndex extends Map<string, ByCode> {
  readonly asked = new Map<string, number>()

  override get(system: string): ByCode {
    const codes = super.get(system)
    return {
      get: (code: string) => {
        const key = `${system}|${code}`
        this.asked.set(key, (this.asked.get(key) ?? 0) + 1)
        return codes?.get(code)
      },
    } as ByCode
  }
}

function compute(count: number) {
  const { statements } = readStatements(recordWith().filter(isFhirResource))
  const index = new CountingIndex(indexStatements(statements))
  const time = { indexDate: NOW, indexDay: toIsoDate(NOW), now: NOW, earlierProcedures: [] }
  const context = { time, units: board.base.units }
  const reader = toAuxiliaryReader(board.readings, { index, stages: [] }, context)
  const facts = {
    readerAt: (at: string) => (at === 'now' ? reader : undefined),
    factOf: () => ({ isAbsent: true as const }),
    isUnread: () => false,
    unread: [],
  }
  return { outcomes: computeScores(board.scores.slice(0, count), facts), index }
}

describe('the readings of a request', () => {
  test('are each made once, whatever number of scores is computed from them', () => {
    const { outcomes, index } = compute(board.scores.length)
    const computed = outcomes.filter(({ kind }) => kind === 'computed')
    expect(computed.length).toBe(board.scores.length - 2)
    expect(index.asked.size).toBeGreaterThan(10)
    expect(Math.max(...index.asked.values())).toBe(1)
  })

  test('are made only when a score or its rules ask for them', () => {
    const { index } = compute(2)
    const codesOf = (id: string) =>
      board.readings
        .find((reading) => reading.id === id)!
        .codes.codings.map(({ system, code }) => `${system}|${code}`)
    expect(codesOf('bilirubin').every((code) => index.asked.has(code))).toBe(true)
    expect(codesOf('afp').some((code) => index.asked.has(code))).toBe(false)
  })
})
