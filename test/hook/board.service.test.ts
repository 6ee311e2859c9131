import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { violations } from '../../src/hook/protocol/invariants.ts'
import { type Asked, askBoard, earlierTace, marker, recordWith } from '../support/board.ts'
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

/** The cells of the first table, by the first cell of each row. */
const rowsOf = ({ detail }: ReceivedCard) =>
  new Map(
    detail
      .split('\n\n')
      .find((block) => block.includes('| Score |'))
      ?.split('\n')
      .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, ''))) // cells
      .map(([name = '', ...cells]) => [name, cells]),
  )

const lineWith = ({ detail }: ReceivedCard, words: string) =>
  detail.split('\n').find((line) => line.includes(words)) ?? ''

describe('the board of a complete record', () => {
  test('is one card that informs, with a row for every score but the one for a repeat', async () => {
    const [card, ...others] = await ask()
    expect(others).toEqual([])
    expect(card?.indicator).toBe('info')
    expect(card?.summary).toMatch(/^12 of 13 published survival scores/)
    expect(card?.summary.length).toBeLessThan(140)
    const results = [...rowsOf(card!)].slice(2).map(([name, [result]]) => [name, result])
    expect(results).toEqual([
      ['Child-Pugh', '5, class A'],
      ['ALBI', '-2.54, grade 2'],
      ['EZ-ALBI', '-34.8, no verified cut-off'],
      ['Up-to-seven', '12.5, beyond'],
      ['Six-and-twelve', '12.5, above 12'],
      ['Seven-eleven', '12.5, high burden'],
      ['Tumour burden score', '9.96, middle'],
      ['HAP', '2, class C'],
      ['mHAP-II', '3, class D'],
      ['ALBI-TAE', '3, class D'],
      ['BCLC-B subclass (Bolondi)', 'B2'],
      ['STATE', '28.0, 18 or more'],
    ])
  })

  test('says what the source saw, in whom, and how the score fared since', async () => {
    const [card] = await ask()
    expect(rowsOf(card!).get('Six-and-twelve')?.slice(1)).toEqual([
      'median survival 15.8 months (1,604 treatment-naive patients, Child-Pugh A5-B7, ECOG 0)',
      'External French cohorts: no better than BCLC or NIACE',
    ])
  })

  test.each(['en', 'zh-CN'])(
    'in %s gives no probability and speaks of no disagreement',
    async (language) => {
      const [card] = await ask({}, 'order-select', language)
      const said = `${card!.summary} ${card!.detail}`
      expect(said).not.toMatch(/\d\s?%|disagree|probab(?!ility,)|不一致|分歧/i)
      expect(card!.summary.length).toBeLessThan(140)
    },
  )

  test('names those that point in different directions, and does not weigh them', async () => {
    const [card] = await ask()
    const line = lineWith(card!, 'different directions')
    expect(line).toContain('better end of their own scale: Child-Pugh, STATE.')
    expect(line).toContain('worse end: Up-to-seven, Six-and-twelve')
    expect(line).toContain('neither side corrects the other')
  })

  test('where all point one way says nothing of directions', async () => {
    const size = observation('size', ucum(2, 'cm'))
    const [card] = await ask({
      observations: recordWith({ size, number: undefined, crp: undefined }),
    })
    expect(card?.detail).not.toContain('different directions')
  })

  test('shows each value once, as it was sent and as it was used', async () => {
    const [card] = await ask()
    const [, values = ''] = card!.detail.split('| Value |')
    expect(values).toContain('| Largest tumour diameter | 95 mm | 9.5 cm | 2026-11-15 (5 d) |')
    expect(values.match(/Total bilirubin/g)).toHaveLength(1)
  })

  test('links to the model cards of its scores', async () => {
    const [card] = await ask()
    const path = new URL(card!.source.url).pathname
    const page = await service.http.get(path).set('Accept', 'text/html').expect(200)
    expect(page.text).toContain('Harrell')
    const json = await service.http.get(`${path}?format=json`).expect(200)
    expect((json.body as { scores: unknown[] }).scores).toHaveLength(13)
  })
})

describe('what is not there', () => {
  test('is said once for all scores that wait for it, with the reason', async () => {
    const afp = marker('afp', ucum(250, '[iU]/mL'))
    const [card] = await ask({ observations: recordWith({ afp, crp: undefined }) })
    expect(lineWith(card!, 'Missing, AFP')).toBe(
      '- Missing, AFP: the unit is not one of this quantity. Needed for HAP, mHAP-II, ALBI-TAE.',
    )
    expect(lineWith(card!, 'Missing, CRP')).toContain('Needed for STATE.')
    expect(rowsOf(card!).has('HAP')).toBe(false)
    expect(rowsOf(card!).has('ALBI')).toBe(true)
  })

  test('leaves a card that says so when an order is selected, and none when a record is opened', async () => {
    const [card] = await ask({ observations: [] })
    expect(card?.summary).toContain('No published survival score can be computed')
    expect(card?.summary.length).toBeLessThan(140)
    expect(await ask({ observations: [] }, 'patient-view')).toEqual([])
    expect(await ask({}, 'patient-view')).toHaveLength(1)
  })

  test('may still be known well enough: a limit decides what lies beyond it', async () => {
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
    const [above] = await ask({ observations: recordWith({ afp: limit('>', 1210) }) })
    expect(rowsOf(above!).get('HAP')?.[0]).toBe('3, class D')
    const [between] = await ask({ observations: recordWith({ afp: limit('>', 300) }) })
    expect(rowsOf(between!).has('HAP')).toBe(false)
    expect(rowsOf(between!).get('ALBI-TAE')?.[0]).toBe('3, class D')
    expect(lineWith(between!, 'Missing, AFP')).toContain('only a limit')
  })
})

describe('for whom a score was not made', () => {
  test('it is not computed, and the card says why', async () => {
    const invasion = observation('invasion', { valueBoolean: true })
    const [card] = await ask({ observations: recordWith({ invasion }) })
    expect(rowsOf(card!).has('Six-and-twelve')).toBe(false)
    expect(lineWith(card!, 'invade vessels')).toContain('Up-to-seven, Six-and-twelve')
    // It is still what other scores are made from.
    expect(rowsOf(card!).get('STATE')?.[0]).toBe('28.0, 18 or more')
  })

  test('what nobody recorded is not taken for absent: it is named as not checked', async () => {
    const [card] = await ask({ observations: recordWith({ invasion: undefined }) })
    expect(rowsOf(card!).has('Six-and-twelve')).toBe(true)
    expect(lineWith(card!, 'not checked for')).toContain('Vascular invasion')
  })

  test('a caution stands beside the result', async () => {
    const ecog = observation('ecog', { valueInteger: 1 })
    const bilirubin = observation('bilirubin', ucum(16, 'umol/L'))
    const [card] = await ask({ observations: recordWith({ ecog, bilirubin }) })
    expect(lineWith(card!, 'performance status 0')).toContain('With caution, Six-and-twelve')
    expect(lineWith(card!, 'between the two cut-offs')).toContain('With caution, mHAP-II')
  })

  test('a combination that the table does not list has no class', async () => {
    const ecog = observation('ecog', { valueInteger: 1 })
    const [card] = await ask({ observations: recordWith({ ecog }) })
    expect(lineWith(card!, 'Has no class')).toContain('Bolondi')
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
    expect(card!.detail).toContain('| AST before the last TACE | 40 U/L | 40 U/L |')
    expect(rowsOf(card!).has('Six-and-twelve')).toBe(false)
  })

  test('never takes a value after the procedure for one before it', async () => {
    const [card] = await ask({ observations: now, procedures })
    expect(rowsOf(card!).has('ART')).toBe(false)
    expect(lineWith(card!, 'AST before the last TACE')).toContain('Needed for ART')
  })

  test.each([
    ['2026-11-12T09:00:00Z', 'less than 15 days ago'],
    ['2026-07-01T09:00:00Z', 'more than 90 days ago'],
  ])('after a procedure of %s it is not computed: %s', async (date, words) => {
    const [card] = await ask({
      observations: [...now, ...earlier],
      procedures: [earlierTace(date)],
    })
    expect(lineWith(card!, words)).toContain('ART')
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
