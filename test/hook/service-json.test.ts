import { readdirSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { loadCatalog } from '../../src/catalog/load-catalog.ts'
import { isFhirResource, readBundle } from '../../src/clinical/fhir/resource.ts'
import { assessRecord } from '../../src/clinical/assessment/assess-record.ts'
import { boardOfRecord } from '../../src/hook/board-of-record.ts'
import { boardSpeaking } from '../../src/hook/board.ts'
import { situationOf } from '../../src/clinical/assessment/assess.ts'
import {
  fromServiceJson,
  fromBoardJson,
  toServiceJson,
  toBoardJson,
} from '../../src/hook/service-json.ts'
import type { PrefetchSlots } from '../../src/clinical/assessment/slots.ts'
import { readRepositoryJson, repositoryPath } from '../support/paths.ts'
import { NOW } from '../support/clock.ts'

const catalog = loadCatalog({ folder: repositoryPath('cds-services'), language: 'en' })
const definition = catalog.definitions[0]!
const carried = fromServiceJson(JSON.parse(JSON.stringify(toServiceJson(definition))))

/** A patient's whole bundle under every key: each reads its own. */
function recordOf(patient: string) {
  const bundle = readRepositoryJson(`fixtures/patients/${patient}/bundle.json`)
  if (!isFhirResource(bundle)) throw new TypeError(patient)
  const { resources } = readBundle(bundle)
  const keys = Object.keys({
    ...catalog.services[0]!.entry.prefetch,
    ...catalog.boards[0]!.entry.prefetch,
  })
  const slot = { kind: 'supplied', by: 'client', resources, unread: [] } as const
  const slots: PrefetchSlots = Object.fromEntries(keys.map((key) => [key, slot]))
  const order = resources.find(({ status }) => status === 'draft')
  return { slots, patientId: patient, order, now: NOW }
}

describe('a definition that travelled as JSON', () => {
  const patients = readdirSync(repositoryPath('fixtures/patients'))

  test.each(patients)('assesses %s as the one that stayed', (patient) => {
    const record = recordOf(patient)
    const here = assessRecord(definition, record)
    expect(assessRecord(carried, record)).toEqual(here)
    expect(here.kind === 'not-relevant' ? '' : situationOf(here)).not.toBe('')
  })

  test.each(patients)('computes the scores of %s as the board that stayed', (patient) => {
    const record = recordOf(patient)
    const { board } = catalog.boards[0]!
    const json: unknown = JSON.parse(JSON.stringify(toBoardJson(board)))
    const travelled = fromBoardJson(json, carried)!
    for (const language of Object.keys(board.translations)) {
      const here = boardOfRecord(boardSpeaking(board, language), record)
      expect(boardOfRecord(boardSpeaking(travelled, language), record)).toEqual(here)
    }
  })

  test('does not put a board on another base than its own', () => {
    const json = toBoardJson(catalog.boards[0]!.board)
    expect(fromBoardJson(json, { ...carried, id: 'other' })).toBeUndefined()
  })

  test('keeps what codes stand for: the grades of a score are numbers there too', () => {
    const codingsOf = ({ inputs }: typeof definition) =>
      inputs.auxiliaries.flatMap((input) =>
        'answerCodes' in input ? (input.answerCodes?.codings ?? []) : [],
      )
    const grades = codingsOf(definition).map(({ code, ordinal }) => [code, ordinal])
    expect(grades.some(([, ordinal]) => ordinal !== undefined)).toBe(true)
    expect(codingsOf(carried).map(({ code, ordinal }) => [code, ordinal])).toEqual(grades)
  })

  test('keeps the words in every language', () => {
    const words = ({ translations }: typeof definition) =>
      Object.entries(translations).map(([language, { texts, facts }]) => [language, texts, facts])
    expect(words(carried)).toEqual(words(definition))
  })

  test('fills resource templates as before', () => {
    const fill = ({ cards }: typeof definition) =>
      Object.values(cards.resources).map(({ resource }) =>
        resource.fill({ patient: 'Patient/1', order: 'ServiceRequest/2' }),
      )
    expect(fill(carried)).toEqual(fill(definition))
  })
})
