import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { isClear, mentionsIn } from '../../../src/pages/smart/report/find-mentions.ts'
import type { Topic } from '../../../src/pages/smart/report/topic-rules.ts'
import { fc } from '../../support/property.ts'
import { repositoryPath } from '../../support/paths.ts'

const SHORT: Readonly<Record<Topic, string>> = {
  capsuleIncomplete: 'cap',
  adc: 'adc',
  dStar: 'dst',
  cnlcStageIIIa: 'cnlc',
  tumourSize: 'size',
  tumourNumber: 'num',
  vascularInvasion: 'inv',
}

/** What a reader may take from a sentence of this tumour and study: `-` for nothing. */
function rowsOf(language: string) {
  const file = repositoryPath(`test/pages/report/sentences.${language}.txt`)
  const lines = readFileSync(file, 'utf8').trim().split('\n')
  return lines.map((line) => {
    const [said = '', sentence = ''] = line.split('|')
    return { wanted: said === '-' ? [] : said.split(';'), sentence: sentence.replace('\\n', '\n') }
  })
}

const found = (sentence: string) =>
  mentionsIn(sentence)
    .filter(isClear)
    .map(({ topic, candidate }) => `${SHORT[topic]}=${candidate ?? ''}`)

/** How many candidates of a table are right, wrong and not found. */
function measure(language: string) {
  const rows = rowsOf(language).map((row) => ({ ...row, got: found(row.sentence) }))
  const right = rows.flatMap(({ wanted, got }) => got.filter((one) => wanted.includes(one)))
  const wrong = rows.flatMap(({ wanted, got, sentence }) =>
    got.filter((one) => !wanted.includes(one)).map((one) => `${sentence} -> ${one}`),
  )
  const missed = rows.flatMap(({ wanted, got, sentence }) =>
    wanted.filter((one) => !got.includes(one)).map((one) => `${sentence} -> ${one}`),
  )
  const share = (of: number) => right.length / (right.length + of)
  const [precision, recall] = [share(wrong.length), share(missed.length)]
  return { sentences: rows.length, precision, recall, wrong, missed }
}

describe('the sentences of a report', () => {
  test.each(['en', 'zh-CN'])(
    '%s: no candidate that is wrong, and nearly all that are there',
    (language) => {
      const { sentences, precision, recall, wrong, missed } = measure(language)
      const told = `${language}: ${String(sentences)} sentences, precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}\n`
      process.stdout.write(told)
      expect(sentences).toBeGreaterThanOrEqual(150)
      expect(wrong).toEqual([])
      expect({ missed, isEnough: recall >= 0.95 }).toMatchObject({ isEnough: true })
    },
  )

  test('are where they say they are, whatever stands around them', () => {
    const all = [...rowsOf('en'), ...rowsOf('zh-CN')].map(({ sentence }) => sentence)
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...all), { maxLength: 6 }), (sentences) => {
        const report = sentences.join('\n\n')
        for (const { sentence, start, end, marked } of mentionsIn(report)) {
          const plain = report.slice(start, end).replaceAll('\n', ' ')
          expect(plain).toBe(sentence)
          expect(marked[1]).toBeGreaterThan(marked[0])
          expect(marked[1]).toBeLessThanOrEqual(sentence.length)
        }
      }),
    )
  })

  test('never fail, and end soon, on any text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 2_000 }), (text) => {
        expect(Array.isArray(mentionsIn(text))).toBe(true)
      }),
    )
  })
})
