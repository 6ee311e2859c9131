import { describe, expect, test } from '@jest/globals'
import { fc } from '../../support/property.ts'
import {
  characterSetNamed,
  characterSetOf,
  decode,
  encode,
} from '../../../src/interop/hl7v2/character-sets.ts'
import { escapeText, unescapeText, USUAL_DELIMITERS } from '../../../src/interop/hl7v2/escapes.ts'
import { type Frame, toFrame, toFrameReader } from '../../../src/interop/hl7v2/frames.ts'
import { readMessage } from '../../../src/interop/hl7v2/message.ts'
import { MessageProblem } from '../../../src/interop/hl7v2/problem.ts'
import { toFhirDateTime, toTimestamp } from '../../../src/interop/hl7v2/timestamp.ts'
import { toPlainLines } from '../../../src/interop/client/card-text.ts'

const anyText = fc.string({ unit: 'binary' })
const printable = anyText.map((text) => text.replace(/\p{Cc}|\p{Cs}/gu, ''))

describe('escape sequences', () => {
  test('a text is the same after escaping and back', () => {
    fc.assert(
      fc.property(printable, (text) => {
        const back = unescapeText(escapeText(text), USUAL_DELIMITERS, 'utf-8')
        expect(back).toBe(text)
      }),
    )
  })

  test('an escaped text ends no field, component, repetition or segment', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(escapeText(text)).not.toMatch(/[|^~&\r\n\v\u001c]/)
      }),
    )
  })

  test.each([
    ['a\\F\\b\\S\\c\\T\\d\\R\\e\\E\\f', 'a|b^c&d~e\\f'],
    ['first\\.br\\second', 'first\nsecond'],
    ['\\H\\bold\\N\\', 'bold'],
    ['\\X41C3A9\\', 'Aé'],
    ['\\X4\\', '\\X4\\'],
    ['\\XFF\\', '\\XFF\\'],
    ['\\Zlocal\\', '\\Zlocal\\'],
    ['not ended \\F', 'not ended \\F'],
    ['C:\\dir\\F\\x', 'C:\\dir|x'],
  ])('%s means %s', (written, meant) => {
    expect(unescapeText(written, USUAL_DELIMITERS, 'utf-8')).toBe(meant)
  })
})

describe('character sets', () => {
  test('a text is the same after encoding in GB18030 and decoding by Node', () => {
    const wellFormed = fc.string({ unit: 'grapheme' })
    fc.assert(
      fc.property(wellFormed, (text) => {
        expect(decode(encode(text, 'gb18030'), 'gb18030')).toBe(text)
      }),
    )
    const all = '中性粒细胞 ×10⁹/L 𠮷 € ㊣ ḿ 〾 ⺁ 𝄞 肝细胞癌'
    expect(decode(encode(all, 'gb18030'), 'gb18030')).toBe(all)
  })

  test('the bytes of a few characters are those of the standard', () => {
    expect(Buffer.from(encode('中€A', 'gb18030')).toString('hex')).toBe('d6d0a2e341')
    expect(Buffer.from(encode('é', 'gb18030')).toString('hex')).toBe('a8a6')
    expect(Buffer.from(encode('𠮷', 'gb18030')).toString('hex')).toBe('9534b235')
  })

  test('what ASCII has no character for becomes a question mark', () => {
    expect(Buffer.from(encode('aé中', 'ascii')).toString()).toBe('a??')
  })

  test.each([
    ['UNICODE UTF-8', 'utf-8'],
    ['utf-8', 'utf-8'],
    ['GB 18030-2000', 'gb18030'],
    ['GB18030', 'gb18030'],
    ['GBK', 'gb18030'],
    ['ASCII', 'ascii'],
    ['UNICODE UTF-16', undefined],
    ['toString', undefined],
  ])('MSH-18 %s is read as %s', (name, set) => {
    expect(characterSetNamed(name)).toBe(set)
  })

  test('a header is read in the character set that it names, though its characters hold separators', () => {
    // The second byte of this character is the one of "|".
    const tricky = decode(Uint8Array.from([0x95, 0x7c]), 'gb18030') ?? ''
    const header = `MSH|^~\\&|${tricky}${tricky}|医院|C|D|||ORU^R01|1|P|2.4||||||GB 18030-2000\rPID|1`
    const bytes = encode(header, 'gb18030')
    expect(tricky).toHaveLength(1)
    expect(characterSetOf(bytes, 'ascii')).toBe('gb18030')
  })

  test('an empty MSH-18 is what the map says, another name is not read', () => {
    const header = (set: string) =>
      encode(`MSH|^~\\&|A|B|C|D|||ORU^R01|1|P|2.4||||||${set}\r`, 'ascii')
    expect(characterSetOf(header(''), 'gb18030')).toBe('gb18030')
    expect(characterSetOf(header('8859/1'), 'gb18030')).toBeUndefined()
  })
})

describe('frames', () => {
  const text = fc.string().map((written) => written.replace(/[\v\u001c]/g, ''))
  const messagesOf = (frames: readonly Frame[]) =>
    frames.map((frame) =>
      frame.kind === 'message' ? Buffer.from(frame.bytes).toString('utf8') : frame.why,
    )

  test('messages come out whole and in order, however the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(text), fc.array(fc.nat({ max: 40 })), (messages, cuts) => {
        const stream = Buffer.concat(messages.map((message) => toFrame(Buffer.from(message))))
        const reader = toFrameReader(1_000_000)
        const frames: Frame[] = []
        let from = 0
        for (const size of [...cuts, stream.length]) {
          frames.push(...reader.take(stream.subarray(from, from + size)))
          from += size
        }
        expect(messagesOf(frames)).toEqual(messages)
      }),
    )
  })

  test('a message that is too long is one broken frame, and the next is read', () => {
    const reader = toFrameReader(10)
    const stream = Buffer.concat(
      ['x'.repeat(11), 'good'].map((message) => toFrame(Buffer.from(message))),
    )
    const frames = [...stream].flatMap((byte) => reader.take(Uint8Array.of(byte)))
    expect(messagesOf(frames)).toEqual(['too-long', 'good'])
  })

  test('a message that begins before another ended breaks only that other', () => {
    const reader = toFrameReader(100)
    const frames = reader.take(Buffer.from('noise\vcut\vwhole\u001c\rnoise'))
    expect(messagesOf(frames)).toEqual(['not-ended', 'whole'])
  })

  test('noise of any kind never throws, and gives no message without a frame', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const noise = bytes.filter((byte) => byte !== 0x0b)
        expect(toFrameReader(50).take(noise)).toEqual([])
      }),
    )
  })
})

describe('messages', () => {
  const HEADER = 'MSH|^~\\&|A|B|C|D|||ORU^R01|1|P|2.4||||||UNICODE UTF-8'
  const read = (segment: string, header = HEADER) =>
    readMessage(Buffer.from(`${header}\r${segment}\r`), 'ascii').segments[1]!

  test('components, repetitions and sub-components are found again, whatever they hold', () => {
    const value = printable.map((written) => written.trim()).filter((written) => written !== '""')
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.array(value, { minLength: 1 }), { minLength: 1 }), { minLength: 1 }),
        (field) => {
          const written = field
            .map((repetition) =>
              repetition
                .map((component) =>
                  component.map((subcomponent) => escapeText(subcomponent)).join('&'),
                )
                .join('^'),
            )
            .join('~')
          const segment = read(`ZZZ|${written}|end`)
          field.forEach((repetition, r) =>
            repetition.forEach((component, c) =>
              expect(segment.value(1, { repetition: r + 1, component: c + 1 })).toBe(component[0]),
            ),
          )
          expect(segment.value(2)).toBe('end')
        },
      ),
    )
  })

  test('the delimiters are those that the header names', () => {
    const header = HEADER.replaceAll('^', '@').replaceAll('~', '!').replace('MSH|@!', 'MSH|@!')
    const segment = read('PID|1||a@b!c@d\\S\\e', header)
    expect(segment.value(3, { component: 2, repetition: 2 })).toBe('d@e')
  })

  test('two quotes are no value, and what is not there is empty', () => {
    const segment = read('PID|""|x')
    expect([
      segment.value(1),
      segment.value(3),
      segment.value(40),
      segment.repetitions(40),
    ]).toEqual(['', '', '', 0])
  })

  test('any bytes are read or refused with a reason of our own', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (bytes, hasHeader) => {
        const message = hasHeader ? Buffer.concat([Buffer.from('MSH|^~\\&|'), bytes]) : bytes
        try {
          expect(readMessage(message, 'gb18030').segments.length).toBeGreaterThan(0)
        } catch (error) {
          expect(error).toBeInstanceOf(MessageProblem)
        }
      }),
    )
  })

  test.each([
    ['no header', 'PID|1'],
    ['delimiters that are alike', 'MSH|||||A'],
    ['four delimiters', 'MSH|^~\\|A'],
    ['nothing', ''],
  ])('%s is refused', (_, text) => {
    expect(() => readMessage(Buffer.from(text), 'ascii')).toThrow(MessageProblem)
  })
})

describe('time stamps', () => {
  test.each([
    ['2026', '2026'],
    ['202611', '2026-11'],
    ['20261115', '2026-11-15'],
    ['2026111507', '2026-11-15'],
    ['202611150730', '2026-11-15T07:30:00+08:00'],
    ['20261115073015', '2026-11-15T07:30:15+08:00'],
    ['20261115073015.1234', '2026-11-15T07:30:15+08:00'],
    ['20261115073015+0000', '2026-11-15T07:30:15+00:00'],
    ['20261115073015-0330', '2026-11-15T07:30:15-03:30'],
    ['20260230', undefined],
    ['202613', undefined],
    ['20261115250000', undefined],
    ['20261115073015+9900', undefined],
    ['yesterday', undefined],
    ['', undefined],
  ])('%s becomes %s', (written, expected) => {
    expect(toFhirDateTime(written, 'Asia/Shanghai')).toBe(expected)
  })

  test('without an offset the time is that of the zone, in summer and in winter', () => {
    expect(toFhirDateTime('20260715120000', 'Europe/Berlin')).toBe('2026-07-15T12:00:00+02:00')
    expect(toFhirDateTime('20260115120000', 'Europe/Berlin')).toBe('2026-01-15T12:00:00+01:00')
    expect(toFhirDateTime('20260115120000', 'UTC')).toBe('2026-01-15T12:00:00+00:00')
  })

  test('a moment is the same after writing and reading', () => {
    const zone = fc.constantFrom('Asia/Shanghai', 'Europe/Berlin', 'America/St_Johns', 'UTC')
    const second = fc.integer({ min: 0, max: 4_000_000_000 })
    fc.assert(
      fc.property(second, zone, (seconds, name) => {
        const written = toFhirDateTime(toTimestamp(seconds * 1000, name), name)
        expect(Date.parse(written ?? '')).toBe(seconds * 1000)
      }),
    )
  })

  test('any text is a FHIR date or nothing', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{4,14}([+-]\d{4})?$/), (text) => {
        const date = toFhirDateTime(text, 'Asia/Shanghai')
        if (date !== undefined) expect(Number.isNaN(Date.parse(date))).toBe(false)
      }),
    )
  })
})

describe('the text of a card', () => {
  test('is what its Markdown says, without its marks', () => {
    const markdown =
      '## Risk\n\n**High.** See [the card](https://x.example/a_b).\n\n| a | b |\n|---|---|\n| D\\* | 60 |\n- one'
    expect(toPlainLines(markdown)).toEqual([
      'Risk',
      'High. See the card (https://x.example/a_b).',
      'a; b',
      'D*; 60',
      '- one',
    ])
  })
})

describe('the ends of segments', () => {
  const segments = [
    'MSH|^~\\&|LIS|H|C|H|20261118||ORU^R01|1|P|2.4||||||UNICODE UTF-8',
    'PID|1||p',
    'OBX|1|TX|a||text',
  ]
  const valuesOf = (text: string) =>
    readMessage(Buffer.from(text), 'ascii')
      .segments.map(({ name, value }) => [name, value(name === 'OBX' ? 5 : 3)] as const)
      .filter(([name]) => name !== '')
  const expected = valuesOf(segments.join('\r'))

  test.each([
    ['CR', '\r', ''],
    ['CR, and at the end too', '\r', '\r'],
    ['LF', '\n', '\n'],
    ['LF, but not at the end', '\n', ''],
    ['both', '\r\n', '\r\n'],
    ['several', '\n\n', '\n'],
    ['both, and a CR at the end', '\r\n', '\r'],
  ])('%s: the message is the same', (_what, between, last) => {
    expect(expected.map(([name]) => name)).toEqual(['MSH', 'PID', 'OBX'])
    expect(valuesOf(segments.join(between) + last)).toEqual(expected)
  })

  test('where they end with CR, an LF is a part of a text', () => {
    const text = segments.join('\r').replace('text', 'first\nOBX|2 second')
    expect(valuesOf(text).map(([name]) => name)).toEqual(['MSH', 'PID', 'OBX'])
    expect(valuesOf(text).at(-1)?.[1]).toBe('first\nOBX')
  })
})
