import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { violations } from '../../src/hook/protocol/invariants.ts'
import { type Asked, askBoard, earlierTace, FULL, marker, recordWith } from '../support/board.ts'
import { boardValues, rowNamed } from '../support/board-values.ts'
import { observation, on, ucum } from '../support/readings.ts'
import { startTestService, type TestService } from '../support/service.ts'
import { cardsOf, type ReceivedCard } from '../support/cards.ts'

const folder = mkdtempSync(join(tmpdir(), 'board-'))
const site = join(folder, 'site.json')
let service: TestService

beforeAll(async () => {
  writeFileSync(site, JSON.stringify({ hooks: ['order-select', 'order-sign', 'patient-view'] }))
  service = await startTestService({ SITE_FILE: site })
})
afterAll(async () => {
  await service.stop()
  rmSync(folder, { recursive: true })
})

const urlOf = (hook: string) => `/cds-services/pre-tace-board-${hook}`

async function ask(asked: Asked = {}, hook = 'order-select', language = 'en') {
  const body = askBoard(asked, hook)
  const answer = await service.http.post(urlOf(hook)).set('Accept-Language', language).send(body)
  expect(answer.status).toBe(200)
  expect(violations(answer.body)).toEqual([])
  return cardsOf(answer)
}

/** The cells of the card's table, by the first cell of each row. */
const rowsOf = ({ detail }: ReceivedCard) =>
  new Map(
    detail
      .split('\n\n')
      .find((block) => block.includes('| Score |'))
      ?.split('\n')
      .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, ''))) // cells
      .map(([name = '', ...cells]) => [name, cells]),
  )

const resultOf = (asked: Asked, name: string) => rowNamed(boardValues(asked), name)?.result

describe('the board of a complete record', () => {
  test('is one card that informs, with the stage and the scores at an end of their scale', async () => {
    const [card, ...others] = await ask()
    expect(others).toEqual([])
    expect(card?.indicator).toBe('info')
    expect(card?.summary).toMatch(/: 7 at the worse end of their own scale, 2 at the better/)
    expect(card?.summary.length).toBeLessThan(140)
    expect([...rowsOf(card!)].slice(2)).toEqual([
      ['BCLC 2022', ['stage B', 'between']],
      ['Child-Pugh', ['5, class A', 'better']],
      ['Up-to-seven', ['12.5, beyond', 'worse']],
      ['Six-and-twelve', ['12.5, above 12', 'worse']],
      ['Seven-eleven', ['12.5, high burden', 'worse']],
      ['HAP', ['2, class C', 'worse']],
      ['mHAP-II', ['3, class D', 'worse']],
      ['ALBI-TAE', ['3, class D', 'worse']],
      ['STATE', ['28.0, 18 or more', 'better']],
      ['Pre-TACE-Predict', ['2.13, class 4 of 4', 'worse']],
    ])
  })

  test('has in the app every score but those of a repeat', () => {
    const { rows, computed, total } = boardValues()
    expect([computed, total]).toEqual(['15', '17'])
    const rest = ['ALBI', 'EZ-ALBI', 'Tumour burden score', 'BCLC-B subclass (Bolondi)', 'NIACE']
    expect(rest.map((name) => rows.find((row) => row.name === name)?.result)).toEqual([
      '-2.54, grade 2',
      '-34.8, no verified cut-off',
      '9.96, middle',
      'B2',
      '2.5, 1.5 to 3',
    ])
  })

  test('says in the app what the source saw, in whom, and how the score fared since', () => {
    expect(rowNamed(boardValues(), 'Six-and-twelve')).toMatchObject({
      outcome: 'median survival 15.8 months',
      population: '1,604 treatment-naive patients, Child-Pugh A5-B7, ECOG 0',
      evidence: 'External French cohorts: no better than BCLC or NIACE',
    })
  })

  test.each(['en', 'zh-CN'])(
    'in %s gives no probability and speaks of no disagreement',
    async (language) => {
      const [card] = await ask({}, 'order-select', language)
      const said = `${card!.summary} ${card!.detail}`
      expect(said).not.toMatch(/\d\s?%|disagree|(?<!no )probab|不一致|分歧/i)
      expect(card!.summary.length).toBeLessThan(140)
    },
  )

  test('names those that point in different directions', () => {
    expect(boardValues().directions).toEqual({
      better: 'Child-Pugh, STATE',
      worse: 'Up-to-seven, Six-and-twelve, Seven-eleven, HAP, mHAP-II, ALBI-TAE, Pre-TACE-Predict',
    })
    const size = observation('size', ucum(2, 'cm'))
    const alike = recordWith({ size, number: undefined, crp: undefined })
    expect(boardValues({ observations: alike }).directions).toBeUndefined()
  })

  test('shows each value once, as it was sent and as it was used', () => {
    const { inputs } = boardValues()
    expect(inputs).toContainEqual({
      label: 'Largest tumour diameter',
      asSent: '95 mm',
      used: '9.5 cm',
      date: '2026-11-15',
      age: '5 d',
    })
    expect(new Set(inputs.map(({ label }) => label)).size).toBe(inputs.length)
  })

  test('links to the model cards of its scores', async () => {
    const [card] = await ask()
    const path = new URL(card!.source.url).pathname
    const page = await service.http.get(path).set('Accept', 'text/html').expect(200)
    expect(page.text).toContain('Harrell')
    const json = await service.http.get(`${path}?format=json`).expect(200)
    expect((json.body as { scores: unknown[] }).scores).toHaveLength(17)
  })
})

describe('what is not there', () => {
  test('is said once for all scores that wait for it, with the reason', () => {
    const afp = marker('afp', ucum(250, '[iU]/mL'))
    const { gaps, rows } = boardValues({ observations: recordWith({ afp, crp: undefined }) })
    expect(gaps).toContainEqual(
      expect.objectContaining({
        label: 'AFP',
        why: 'the unit is not one of this quantity',
        names: 'HAP, mHAP-II, ALBI-TAE, Pre-TACE-Predict, NIACE',
      }),
    )
    expect(gaps.find(({ label }) => label === 'CRP')?.names).toBe('STATE')
    const names = rows.map(({ name }) => name)
    expect(names).not.toContain('HAP')
    expect(names).toContain('ALBI')
  })

  test('leaves no card where nothing can be computed, or nothing decides', async () => {
    expect(await ask({ observations: [] })).toEqual([])
    expect(await ask({ observations: [] }, 'patient-view')).toEqual([])
    expect(await ask({}, 'patient-view')).toHaveLength(1)
    const { bilirubin, albumin } = FULL
    expect(await ask({ observations: [bilirubin!, albumin!] })).toEqual([])
  })

  test('may still be known well enough: a limit decides what lies beyond it', () => {
    const limit = (comparator: string, value: number) =>
      marker('afp', {
        valueQuantity: {
          value,
          comparator,
          unit: 'ng/mL',
          code: 'ng/mL',
          system: 'http://unitsofmeasure.org',
        },
      })
    const above = { observations: recordWith({ afp: limit('>', 1210) }) }
    expect(resultOf(above, 'HAP')).toBe('3, class D')
    expect(resultOf(above, 'Pre-TACE-Predict')).toBeUndefined()
    const between = { observations: recordWith({ afp: limit('>', 300) }) }
    expect(resultOf(between, 'HAP')).toBeUndefined()
    expect(resultOf(between, 'ALBI-TAE')).toBe('3, class D')
    expect(boardValues(between).gaps.find(({ label }) => label === 'AFP')?.why).toContain(
      'only a limit',
    )
  })

  test('the cause of the liver disease, or the growth of the tumour, is never taken for one', () => {
    const asked = { observations: recordWith({ cause: undefined, growth: undefined }) }
    const { gaps } = boardValues(asked)
    expect(gaps.map(({ label, names }) => [label, names])).toEqual([
      ['Cause of the liver disease', 'Pre-TACE-Predict'],
      ['Growth of the tumour', 'NIACE'],
    ])
  })
})

describe('for whom a score was not made', () => {
  test('it is not computed, and the app says why', () => {
    const invasion = observation('invasion', { valueBoolean: true })
    const asked = { observations: recordWith({ invasion }) }
    const { excluded } = boardValues(asked)
    expect(resultOf(asked, 'Six-and-twelve')).toBeUndefined()
    expect(excluded.find(({ text }) => text.includes('invade vessels'))?.names).toContain(
      'Up-to-seven, Six-and-twelve',
    )
    // It is still what other scores are made from.
    expect(resultOf(asked, 'STATE')).toBe('28.0, 18 or more')
    expect(resultOf(asked, 'BCLC 2022')).toBe('stage C')
  })

  test('what nobody recorded is not taken for absent: it is named as not checked', () => {
    const asked = { observations: recordWith({ invasion: undefined }) }
    expect(resultOf(asked, 'Six-and-twelve')).toBeDefined()
    expect(boardValues(asked).unchecked.map(({ label }) => label)).toContain('Vascular invasion')
    expect(resultOf(asked, 'BCLC 2022')).toBeUndefined()
  })

  test('a caution stands beside the result, the first with its words', async () => {
    const ecog = observation('ecog', { valueInteger: 1 })
    const bilirubin = observation('bilirubin', ucum(16, 'umol/L'))
    const asked = { observations: recordWith({ ecog, bilirubin }) }
    const [card] = await ask(asked)
    expect(rowsOf(card!).get('Six-and-twelve')?.[0]).toBe('12.5, above 12 (caution)')
    expect(card!.detail).toContain('Caution, Six-and-twelve: made of patients with performance')
    const { cautions } = boardValues(asked)
    expect(cautions.find(({ text }) => text.includes('between the two cut-offs'))?.names).toBe(
      'mHAP-II',
    )
    expect(rowsOf(card!).get('BCLC 2022')?.[0]).toBe('C if ECOG is due to the tumour, else B')
  })

  test('HAP at 1.0 mg/dL has no point, and a caution', async () => {
    const bilirubin = observation('bilirubin', ucum(1, 'mg/dL'))
    const albumin = observation('albumin', ucum(30, 'g/L'))
    const afp = marker('afp', ucum(500, 'ng/mL'))
    const [card] = await ask({ observations: recordWith({ bilirubin, albumin, afp }) })
    expect(rowsOf(card!).get('HAP')?.[0]).toBe('3, class D (caution)')
    expect(card!.detail).toContain('rounding decides')
  })

  test('a combination that the table does not list has no class', () => {
    const ecog = observation('ecog', { valueInteger: 1 })
    const { unanswered } = boardValues({ observations: recordWith({ ecog }) })
    expect(unanswered?.names).toContain('Bolondi')
  })

  test.each<[string, Asked]>([
    ['without the diagnosis', { conditions: [] }],
    ['under 18', { birthDate: '2015-01-01' }],
    ['in an emergency', { order: { priority: 'stat' } }],
  ])('%s there is no card', async (_name, asked) => {
    expect(await ask(asked)).toEqual([])
  })
})

describe('the score of a repeat', () => {
  const before = on('2026-09-30T08:00:00Z')
  const earlier = [
    marker('ast', ucum(40, 'U/L'), before),
    observation('bilirubin', ucum(20, 'umol/L'), before),
    observation('albumin', ucum(40, 'g/L'), before),
    observation('inr', ucum(1.1, '1'), before),
    observation('ascites', { valueBoolean: false }, before),
    observation('encephalopathy', { valueBoolean: false }, before),
  ]
  const now = recordWith({
    ast: marker('ast', ucum(56, 'U/L')),
    albumin: observation('albumin', ucum(33, 'g/L')),
    response: marker('response', { valueCodeableConcept: { text: 'PR' } }),
  })
  const procedures = [earlierTace('2026-10-01T09:00:00Z')]

  test('compares the values of the order with those before the last procedure', async () => {
    const [card] = await ask({ observations: [...now, ...earlier], procedures })
    expect(rowsOf(card!).get('ART')?.[0]).toBe('5.5, 2.5 or more')
    expect(rowsOf(card!).has('Six-and-twelve')).toBe(false)
    const { inputs } = boardValues({ observations: [...now, ...earlier], procedures })
    expect(inputs).toContainEqual(
      expect.objectContaining({ label: 'AST before the last TACE', used: '40 U/L' }),
    )
  })

  test('never takes a value after the procedure for one before it', () => {
    const asked = { observations: now, procedures }
    expect(resultOf(asked, 'ART')).toBeUndefined()
    const [gap] = boardValues(asked).gaps.filter(({ label }) => label.includes('AST before'))
    expect(gap?.names).toContain('ART')
  })

  test('Post-TACE-Predict has the tumour before the first TACE, and the response to it', () => {
    const tumour = [
      observation('size', ucum(60, 'mm'), before),
      observation('number', ucum(3, '1'), before),
      observation('invasion', { valueBoolean: false }, before),
      marker('afp', ucum(100, 'ng/mL'), before),
    ]
    const bilirubin = observation('bilirubin', ucum(15, 'umol/L'), before)
    const observations = [
      ...now,
      ...earlier.filter((one) => one !== earlier[1]),
      bilirubin,
      ...tumour,
    ]
    // 0.207 + 1.129 log10 6 + 0.147 log10 100 + 0.750 log10 15 + 0.469
    expect(resultOf({ observations, procedures }, 'Post-TACE-Predict')).toBe('2.73, class 3 of 4')
    const twice = [...procedures, earlierTace('2026-08-01T09:00:00Z', 'first')]
    expect(resultOf({ observations, procedures: twice }, 'Post-TACE-Predict')).toBeUndefined()
  })

  test.each(['response', 'no response'])('asks for four grades: %s gives none', (text) => {
    const response = marker('response', { valueCodeableConcept: { text } })
    const observations = [...now.filter((one) => one !== now.at(-1)), response, ...earlier]
    const { excluded } = boardValues({ observations, procedures })
    expect(excluded.find(({ text: said }) => said.includes('four grades'))?.names).toBe(
      'Post-TACE-Predict',
    )
  })

  test.each([
    ['2026-11-12T09:00:00Z', 'less than 15 days ago'],
    ['2026-07-01T09:00:00Z', 'more than 90 days ago'],
  ])('after a procedure of %s it is not computed: %s', (date, words) => {
    const { excluded } = boardValues({
      observations: [...now, ...earlier],
      procedures: [earlierTace(date)],
    })
    expect(excluded.find(({ text }) => text.includes(words))?.names).toContain('ART')
  })
})

describe('who is offered the board', () => {
  const clients = join(folder, 'clients.json')
  const discovered = async (one: TestService) => {
    const { services } = (await one.http.get('/cds-services')).body as {
      services: { id: string }[]
    }
    return services.map(({ id }) => id)
  }

  async function withAnonymous(
    anonymous: object,
    during: (one: TestService) => Promise<void>,
  ): Promise<void> {
    writeFileSync(clients, JSON.stringify({ clients: [], anonymous }))
    const one = await startTestService({ CLIENTS_FILE: clients }, ['--no-sandbox'])
    try {
      await during(one)
    } finally {
      await one.stop()
    }
  }

  const call = (one: TestService, id: string) =>
    one.http.post(`/cds-services/${id}`).send(askBoard())

  test('in production nobody, unless the registry names it', () =>
    withAnonymous({}, async (one) => {
      expect(await discovered(one)).not.toContain('pre-tace-board-order-select')
      expect((await call(one, 'pre-tace-board-order-select')).status).toBe(403)
    }))

  const both = ['tace-resistance-order-select', 'pre-tace-board-order-select']

  test('who is registered for it sees and calls it', () =>
    withAnonymous({ services: both }, async (one) => {
      expect(await discovered(one)).toEqual(both)
      for (const id of both) expect(cardsOf(await call(one, id))).toHaveLength(1)
    }))

  test('a client that wants one card an order gets it of the service that goes before', () =>
    withAnonymous({ services: both, oneCardPerOrder: true }, async (one) => {
      const answers = await Promise.all(both.map((id) => call(one, id)))
      expect(answers.map((answer) => cardsOf(answer).length)).toEqual([1, 0])
      expect(one.log.join('')).toContain('card-of-another-service')
    }))

  test('and the board, when the other is not open to it', () =>
    withAnonymous({ services: both.slice(1), oneCardPerOrder: true }, async (one) => {
      expect(cardsOf(await call(one, both[1]!))).toHaveLength(1)
    }))

  test.each([{ silent: true }, { killSwitch: true }])('%j: no card', (settings) =>
    withAnonymous({ services: both, ...settings }, async (one) => {
      expect(cardsOf(await call(one, both[1]!))).toEqual([])
    }),
  )
})
