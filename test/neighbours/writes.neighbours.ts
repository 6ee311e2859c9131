import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { load } from '../../docker/load-fixtures.ts'
import { type FhirResource, readBundle } from '../../src/clinical/fhir/resource.ts'
import { define } from '../../src/interop/dicom-sr/command.ts'
import { toEntryForm } from '../../src/hook/entry/entry-form.ts'
import { toObservations } from '../../src/hook/entry/to-observations.ts'
import { toQuestionnaire } from '../../src/hook/entry/to-questionnaire.ts'
import { option, responseWith } from '../support/entry.ts'
import { toIsoDate } from '../../src/base/time.ts'
import { cardsOf } from '../support/cards.ts'
import { repositoryPath } from '../support/paths.ts'
import { runCommand } from '../support/run-command.ts'
import { startTestService, type TestService } from '../support/service.ts'
import { smartAppAt } from '../support/smart-app.ts'
import { allCalls, NOW, send } from './support/calls.ts'
import { readNow, write } from './support/fhir.ts'
import { type Hapi, startHapi } from './support/hapi.ts'

const folder = mkdtempSync(join(tmpdir(), 'writes-'))
let hapi: Hapi
let service: TestService

beforeAll(async () => {
  hapi = await startHapi({ validate: true })
  service = await startTestService()
  await load(hapi.url, NOW)
})
afterAll(async () => {
  await service.stop()
  await hapi.stop()
  rmSync(folder, { recursive: true })
})

const appFor = (patient: string) => smartAppAt(hapi.url, patient)

describe('a server that validates what it is sent', () => {
  test('refuses what is not FHIR (422), and the app says why', async () => {
    const written = await appFor('high-risk').create({
      resourceType: 'Observation',
      status: 'as good as final',
      code: { text: 'ADC' },
    })
    expect(written).toMatchObject({ status: 422, isStored: false })
    expect(written.text).toMatch(/as good as final/)
  })

  test('takes every resource that a card suggests, of every patient, in each language', async () => {
    let suggested = 0
    for (const call of await allCalls(service)) {
      const answer = await send(service, call, hapi.url)
      for (const card of cardsOf(answer))
        for (const { resource } of card.suggestions?.flatMap(({ actions }) => actions) ?? []) {
          const written = await appFor(call.patient).create(resource as FhirResource)
          expect([call, written]).toEqual([call, expect.objectContaining({ status: 201 })])
          suggested += 1
        }
    }
    expect(suggested).toBeGreaterThan(20)
  })
})

describe('the app sees what it wrote', () => {
  test('a finding that it records is in its next read, and on the next card', async () => {
    const { definition } = service.catalog.services.find(({ entry }) =>
      entry.id.endsWith('order-sign'),
    )!
    const patient = 'missing-capsule'
    const capsule = definition.inputs.predictors.find(({ id }) => id === 'capsuleIncomplete')
    if (capsule?.kind !== 'finding') throw new Error('the capsule is no finding')
    const app = appFor(patient)
    const [code] = capsule.codes.codings
    const search = `Observation?patient=${patient}&code=${encodeURIComponent(`${code!.system}|${code!.code}`)}`
    expect(await app.read(search)).toMatchObject({ kind: 'supplied', resources: [] })
    const form = toEntryForm(definition)
    const questionnaire = toQuestionnaire(form)
    const stored = await app.create(
      responseWith(
        {
          'study.date': { valueDate: toIsoDate(NOW) },
          'lesion.site': option(questionnaire, 'lesion.site', 0),
          capsuleIncomplete: option(questionnaire, 'capsuleIncomplete', 'incomplete'),
        },
        patient,
      ),
    )
    expect(stored).toMatchObject({ status: 201, isStored: true })
    const [observation] = toObservations(form, stored.stored!)
    const written = await app.create(observation!)
    expect(written).toMatchObject({ status: 201, isStored: true })
    expect(await app.read(search)).toMatchObject({ kind: 'supplied', resources: [written.stored] })
    const calls = (await allCalls(service)).filter(
      (call) => call.patient === patient && call.service === 'tace-resistance-order-sign',
    )
    for (const call of calls) {
      const [card] = cardsOf(await send(service, call, hapi.url))
      expect(card?.summary).not.toMatch(/To complete|补录/)
    }
  })
})

describe('import-sr', () => {
  const FILES = ['A01-3dsr-tid1501', 'Q01-dcmqi']

  test.each(FILES)('%s, sent twice, is there once', async (name) => {
    const out = join(folder, `${name}.json`)
    const file = repositoryPath(`fixtures/cases/sr/${name}.dcm`)
    await runCommand(define, [file, '--patient', 'low-risk', '--out', out])
    const bundle = JSON.parse(readFileSync(out, 'utf8')) as FhirResource
    const ids = async () => {
      const found = await readNow(hapi.url, 'Observation?patient=low-risk&_count=500')
      return readBundle(found)
        .resources.map(({ id, meta }) => [id, meta])
        .toSorted()
    }
    const before = await ids()
    await write(hapi.url, '', bundle)
    const once = await ids()
    await write(hapi.url, '', bundle)
    expect(once.length).toBeGreaterThan(before.length)
    expect((await ids()).map(([id]) => id)).toEqual(once.map(([id]) => id))
  })
})
