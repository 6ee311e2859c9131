import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { openRecordsBeside } from '../../src/records/store/open-beside.ts'
import { fencesOf } from '../support/document.ts'
import { repositoryPath } from '../support/paths.ts'
import { prefetched, serviceFor } from '../support/requests.ts'
import { startTestService, type TestService } from '../support/service.ts'
import { cardsOf } from '../support/cards.ts'
import { frozenClock } from '../support/clock.ts'

const CLIENT = 'anonymous'

let folder: string
let service: TestService
let card: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'beside-'))
  service = await startTestService(places())
  const answer = await service.http.post(serviceFor()).send(prefetched('high-risk')).expect(200)
  card = cardsOf(answer)[0]!.uuid
})
afterAll(async () => {
  await service.stop()
  rmSync(folder, { recursive: true })
})

const places = () => ({ DATA_DIR: folder, RECORDS_FILE: join(folder, 'records.sqlite') })

/** A command in a process of its own, as an operator runs it while the service answers. */
function command(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', repositoryPath('src/tace-cds.ts'), ...args],
    { encoding: 'utf8', env: { ...process.env, ...places() } },
  )
  return { status, stdout, stderr }
}

describe('beside a running service', () => {
  test('a card is explained, identical to the bit', () => {
    const { status, stdout, stderr } = command('explain', card)
    expect([stderr, status]).toEqual(['', 0])
    expect(stdout).toContain('IDENTICAL')
    expect(stdout).not.toContain('high-risk')
  })

  test('an outcome comes in under the pseudonym of the card’s patient', async () => {
    const patientId = String(prefetched('high-risk').context['patientId'])
    writeFileSync(join(folder, 'o.csv'), `patient,date,outcome\n${patientId},2024-01-01,1\n`)
    writeFileSync(
      join(folder, 'd.json'),
      fencesOf('docs/validation.md').find(({ words }) => words[0] === 'json')!.text,
    )
    const { status, stderr, stdout } = command(
      ...['outcomes', 'import', join(folder, 'o.csv'), '--client', CLIENT],
      ...['--outcome-definition', join(folder, 'd.json')],
    )
    expect([stderr, status]).toEqual(['', 0])
    expect(stdout).toContain('1 outcomes, 1 new or changed')
    const record = await service.records!.find(card)
    const outcomes = []
    for await (const one of service.records!.outcomes()) outcomes.push(one)
    expect(outcomes).toMatchObject([{ patient: record!.patient, happened: true }])
  })

  test('what the service records afterwards is seen as well', async () => {
    const address = { kind: 'sqlite', file: places().RECORDS_FILE } as const
    const beside = await openRecordsBeside(address, frozenClock)
    const answer = await service.http.post(serviceFor()).send(prefetched('low-risk')).expect(200)
    expect(await beside.find(cardsOf(answer)[0]!.uuid)).toMatchObject({ hook: 'order-select' })
    await beside.close()
  })
})

test('where there are no records, none are made', async () => {
  const file = join(folder, 'none.sqlite')
  await expect(openRecordsBeside({ kind: 'sqlite', file }, frozenClock)).rejects.toThrow(
    'no records',
  )
})
