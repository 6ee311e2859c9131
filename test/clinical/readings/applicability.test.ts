import { describe, expect, test } from '@jest/globals'
import { addDays, toInstant, toIsoDate } from '../../../src/base/time.ts'
import { loadCatalog } from '../../../src/catalog/load-catalog.ts'
import { ageAt, parseDateTime } from '../../../src/clinical/fhir/date-time.ts'
import { applicableRules } from '../../../src/clinical/readings/applicability.ts'
import { repositoryPath } from '../../support/paths.ts'
import { fc } from '../../support/property.ts'
import { NOTHING } from '../../support/nothing-known.ts'

const { definitions, boards } = loadCatalog({
  folder: repositoryPath('cds-services'),
  language: 'en',
})
const { applicability } = definitions[0]!

type Facts = Parameters<typeof applicableRules>[1]

const idsOf = (facts: Partial<Facts>) =>
  applicableRules(applicability, { ...NOTHING, ...facts }).map(({ id }) => id)

describe('for whom the model was not made', () => {
  test('the rules exclude or caution as is stated', () => {
    const classOf = (wanted: string) =>
      applicability.filter((rule) => rule.class === wanted).map(({ id }) => id)
    expect(classOf('exclude')).toEqual([
      'under-18',
      'earlier-tace',
      'emergency-order',
      'emergency-text',
    ])
    expect(classOf('caution')).toEqual([
      'earlier-tace-unknown',
      'earlier-tace-possible',
      'bridging',
      'planned-combination',
      'infection',
      'splenectomy',
      'steroids',
      'g-csf',
      'outside-reference',
      'unknown-method',
      'other-protocol',
    ])
    expect(boards[0]!.board.exclusions.map(({ id }) => id)).toEqual([
      'under-18',
      'emergency-order',
      'emergency-text',
    ])
  })

  test.each<[Partial<Facts>, readonly string[]]>([
    [{}, []],
    [{ earlierProcedure: 'found' }, ['earlier-tace']],
    [{ earlierProcedure: 'found', hasPossibleEarlier: true }, ['earlier-tace']],
    [{ earlierProcedure: 'unknown' }, ['earlier-tace-unknown']],
    [{ hasPossibleEarlier: true }, ['earlier-tace-possible']],
    [{ orderPriority: 'stat' }, ['emergency-order']],
    ...['routine', 'urgent', 'asap'].map((orderPriority): [Partial<Facts>, readonly string[]] => [
      { orderPriority },
      [],
    ]),
    [{ outsideReference: ['adc'] }, ['outside-reference']],
    [{ byUnknownMethod: ['adc'] }, ['unknown-method']],
    [{ byOtherProtocol: ['dStar'] }, ['other-protocol']],
    [{ birthDate: parseDateTime('2008-11-19') }, []],
    [{ birthDate: parseDateTime('2008-11-20') }, []],
    [{ birthDate: parseDateTime('2008-11-21') }, ['under-18']],
    [{ birthDate: parseDateTime('2008') }, ['under-18']],
    [{ birthDate: parseDateTime('2007') }, []],
  ])('%j: %j', (facts, ids) => {
    expect(idsOf(facts)).toEqual(ids)
  })
})

describe('an age in years', () => {
  test('is one more on the birthday, in its last moment, and not the day before', () => {
    const born = fc.date({
      noInvalidDate: true,
      min: new Date('1920-01-01'),
      max: new Date('2000-12-31'),
    })
    fc.assert(
      fc.property(born, fc.integer({ min: 1, max: 100 }), (date, years) => {
        const day = date.toISOString().slice(0, 10)
        fc.pre(!day.endsWith('02-29'))
        const birthday = toInstant(
          new Date(`${String(Number(day.slice(0, 4)) + years)}${day.slice(4)}`),
        )
        const span = parseDateTime(day)!
        expect(ageAt(span, toInstant(addDays(birthday, 1) - 1))).toBe(years)
        expect(ageAt(span, birthday)).toBe(years)
        expect(ageAt(span, toInstant(birthday - 1))).toBe(years - 1)
        expect(toIsoDate(birthday).slice(5)).toBe(day.slice(5))
      }),
    )
  })
})
