import { describe, expect, test } from '@jest/globals'
import { personName } from '../../../src/clinical/fhir/human-name.ts'

const represented = (valueCode: string) => [
  { url: 'http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation', valueCode },
]
const ideographic = { extension: represented('IDE'), family: '王', given: ['建国'] }
const alphabetic = { extension: represented('ABC'), text: 'Wang Jianguo', family: 'Wang' }

describe('the name of a person', () => {
  test.each([
    ['both forms', [ideographic, alphabetic], 'Wang Jianguo', '王建国'],
    ['both forms, the Latin one first', [alphabetic, ideographic], 'Wang Jianguo', '王建国'],
    [
      'both forms, of which none says so',
      [{ text: '王建国' }, { text: 'Wang Jianguo' }],
      'Wang Jianguo',
      '王建国',
    ],
    [
      'the text alone, as most hospitals write it',
      [{ use: 'official', text: '王建国' }],
      '王建国',
      '王建国',
    ],
    ['the whole name as the family', [{ family: '欧阳娜娜' }], '欧阳娜娜', '欧阳娜娜'],
    [
      'parts of a Latin name',
      [{ family: 'Amy', given: ['Shaw', 'V.'] }],
      'Shaw V. Amy',
      'Shaw V. Amy',
    ],
    [
      'a syllabic form beside',
      [{ extension: represented('SYL'), text: 'ㄨㄤˊ' }, ideographic],
      'ㄨㄤˊ',
      '王建国',
    ],
    ['a name of before', [{ use: 'old', text: '王小明' }, ideographic], '王建国', '王建国'],
    ['a name of before alone', [{ use: 'old', text: '王小明' }], '王小明', '王小明'],
    ['an empty name', [{ text: ' ', given: [null] }, alphabetic], 'Wang Jianguo', 'Wang Jianguo'],
    ['no name', undefined, 'p1', 'p1'],
    ['a name that is no list', { text: 'Wang' }, 'p1', 'p1'],
  ])('with %s', (_, name, english, chinese) => {
    expect(personName({ id: 'p1', name }, 'en')).toBe(english)
    expect(personName({ id: 'p1', name }, 'zh-CN')).toBe(chinese)
  })
})
