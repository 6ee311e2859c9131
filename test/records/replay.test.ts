import { describe, expect, test } from '@jest/globals'
import { type Entry, feedbackEntry, recordEntry } from '../../src/records/store/entry.ts'
import { isOutage, isRefusal } from '../../src/records/store/database.ts'
import { BatchReplay } from '../../src/records/store/replay.ts'
import { fc } from '../support/property.ts'
import { feedbackOf, recordOf } from '../support/records.ts'

class DatabaseError extends Error {
  readonly code: string
  constructor(code: string) {
    super(code)
    this.code = code
  }
}

const entry = (id: string): Entry => recordEntry(recordOf(id))

/** A database that fails, with a code, at a batch that holds one of the poisoned entries. */
function toDatabase(poison: ReadonlySet<string>, code = '54000') {
  const state = { isThere: true, takesNothing: false }
  const stored = new Set<string>()
  const rejected: string[] = []
  const store = (entries: readonly Entry[]): Promise<ReadonlySet<string>> => {
    if (!state.isThere) return Promise.reject(new DatabaseError(''))
    const ids = entries.map(({ id }) => id)
    if (state.takesNothing || ids.some((id) => poison.has(id)))
      return Promise.reject(new DatabaseError(code))
    const fresh = ids.filter((id) => !stored.has(id))
    for (const id of fresh) stored.add(id)
    return Promise.resolve(new Set(fresh))
  }
  const toReplay = () =>
    new BatchReplay({
      store,
      isRefusal: (error) => isRefusal(error, 'postgres'),
      isThere: (error) => Promise.resolve(state.isThere && !isOutage(error, 'postgres')),
      toFailure: (error) => new Error('away', { cause: error }),
      reject: (bad) => Promise.resolve(void rejected.push(bad.id)),
    })
  return { state, stored, rejected, toReplay }
}

const batchOf = (ids: readonly string[]) => ids.map(entry)

/**
 * What PostgreSQL says of an index row that is too long, and other codes that name no class of
 * data.
 */
const CODES = [
  '54000', // program limit exceeded
  '22001',
  '22021', // a character of another encoding
  '23502',
  '23514',
  '53100',
  '53200',
  '54001',
  '55000',
  '57014',
  '0A000',
  'XX000',
  'P0001', // a trigger of the site
]

describe('an entry that fails alone while its neighbours go in', () => {
  test.each(CODES)('is put aside, whatever the database says of it: %s', async (code) => {
    const database = toDatabase(new Set(['bad']), code)
    const replay = database.toReplay()
    await replay.store(batchOf(['a', 'bad', 'b', 'c']))
    await replay.settle()
    expect([...database.stored]).toEqual(['a', 'b', 'c'])
    expect(database.rejected).toEqual(['bad'])
  })

  test('wherever it stands and however many there are, all others go in', async () => {
    const placed = fc.array(fc.boolean(), { minLength: 1, maxLength: 60 })
    await fc.assert(
      fc.asyncProperty(placed, async (isBad) => {
        const ids = isBad.map((bad, i) => `${bad ? 'bad' : 'good'}-${String(i)}`)
        const bad = ids.filter((id) => id.startsWith('bad'))
        const database = toDatabase(new Set(bad))
        const replay = database.toReplay()
        // Something that comes after them, as the spool of a busy service has it.
        await replay.store(batchOf(['first', ...ids]))
        await replay.store(batchOf(['last']))
        await replay.settle()
        expect(database.rejected).toEqual(bad)
        expect(database.stored.size).toBe(2 + ids.length - bad.length)
      }),
    )
  })

  test('alone it stays where it is, until something goes in after it', async () => {
    const database = toDatabase(new Set(['bad']))
    const first = database.toReplay()
    await first.store(batchOf(['a', 'bad']))
    await expect(first.settle()).rejects.toThrow('away')
    expect(database.rejected).toEqual([])
    const second = database.toReplay()
    await second.store(batchOf(['a', 'bad']))
    await second.store(batchOf(['b']))
    await second.settle()
    expect(database.rejected).toEqual(['bad'])
  })

  test('is not put aside when it goes in at the second try', async () => {
    const poison = new Set(['late'])
    const database = toDatabase(poison)
    const replay = database.toReplay()
    await replay.store(batchOf(['late', 'a']))
    poison.clear()
    await replay.settle()
    expect([...database.stored].toSorted()).toEqual(['a', 'late'])
    expect(database.rejected).toEqual([])
  })
})

describe('a database that takes nothing', () => {
  test.each(['08006', '57P01', '53100', '25006', '42501', 'XX001'])(
    'has nothing put aside: %s',
    async (code) => {
      const database = toDatabase(new Set(), code)
      database.state.takesNothing = true
      const replay = database.toReplay()
      const all = async () => {
        await replay.store(batchOf(Array.from({ length: 40 }, (_, i) => String(i))))
        await replay.settle()
      }
      await expect(all()).rejects.toThrow('away')
      expect(database.rejected).toEqual([])
    },
  )

  test('what had gone in before it filled up is no proof against what comes after', async () => {
    const database = toDatabase(new Set(), '53100')
    const replay = database.toReplay()
    await replay.store(batchOf(['a', 'b']))
    database.state.takesNothing = true
    await replay.store(batchOf(['c', 'd']))
    await expect(replay.settle()).rejects.toThrow('away')
    expect(database.rejected).toEqual([])
  })
})

test('feedback and records are judged alike', async () => {
  const bad = feedbackEntry(feedbackOf('x'.repeat(8_000)))
  const database = toDatabase(new Set([bad.id]))
  const replay = database.toReplay()
  await replay.store([bad, entry('a')])
  await replay.settle()
  expect(database.rejected).toEqual([bad.id])
})
