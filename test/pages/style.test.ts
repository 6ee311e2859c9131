import { globSync, readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { contrastOf, differenceOf, EYES, toColour } from '../support/colours.ts'
import { repositoryPath } from '../support/paths.ts'

const FOLDER = repositoryPath('src/pages')
const read = (file: string) => readFileSync(`${FOLDER}/${file}`, 'utf8')
const TOKENS = 'style/tokens.css'

interface Declaration {
  readonly file: string
  readonly property: string
  readonly value: string
}

/** What rules outside the tokens say, without what is in quotes. */
function declarationsOf(file: string): readonly Declaration[] {
  const bare = read(file)
    .replaceAll(/\/\*.*?\*\//gs, '')
    .replaceAll(/'[^']*'/g, '')
  return Array.from(bare.matchAll(/([a-z-]+):\s([^;{}]+);/g), ([, property = '', value = '']) => ({
    file,
    property,
    value,
  }))
}

const rules = globSync('**/*.css', { cwd: FOLDER })
  .filter((file) => file !== TOKENS)
  .flatMap(declarationsOf)

const COLOUR =
  /#[0-9a-f]{3}|\b(?:rgb|hsl|lab|lch|oklch|color)a?\(|\b(?:black|white|gray|grey|red)\b/
const COLOURED = /^(?:color|background|fill|stroke|outline|border|accent)/
const SIZED = /^(?:font|padding|margin|gap|row-gap|column-gap|scroll-margin|border)/
const RAW_SIZE = /(?<![\w.-])\d*\.?\d+(?:px|rem|pt)\b/

describe('design tokens', () => {
  test('are where every colour of the pages stands', () => {
    expect(rules.length).toBeGreaterThan(300)
    expect(rules.filter(({ value }) => COLOUR.test(value))).toEqual([])
    const named = rules.filter(
      ({ property, value }) =>
        COLOURED.test(property) && /(?<![\w-])(?!var\b)[a-z]+(?=\()/.test(value),
    )
    expect(named).toEqual([])
  })

  test('are where every size of text, space and edge stands', () => {
    expect(
      rules.filter(({ property, value }) => SIZED.test(property) && RAW_SIZE.test(value)),
    ).toEqual([])
  })

  test('are all used, and none is used that is not there', () => {
    const has = new Set(read(TOKENS).match(/--[\w-]+(?=:)/g))
    const used = new Set(
      [...rules.map(({ value }) => value), read(TOKENS)].flatMap(
        (text) => text.match(/(?<=var\()--[\w-]+/g) ?? [],
      ),
    )
    expect([...used].filter((name) => !has.has(name))).toEqual([])
    expect([...has].filter((name) => !used.has(name))).toEqual([])
  })

  test('are not passed by in what draws', () => {
    const drawn = globSync('**/*.tsx', { cwd: FOLDER }).filter((file) =>
      /(?:fill|stroke|color|fontSize)=["{]|style=\{/.test(read(file)),
    )
    expect(drawn).toEqual([])
  })
})

const blocks = read(TOKENS).split(/@media/)
const valuesIn = (text = '') =>
  Object.fromEntries(
    Array.from(text.matchAll(/--([\w-]+): (#[0-9a-f]+);/g), ([, name = '', hex = '']) => [
      name,
      hex,
    ]),
  )
const light = valuesIn(blocks[0])
const SCHEMES = {
  light,
  dark: { ...light, ...valuesIn(blocks.find((block) => block.includes('color-scheme: dark'))) },
}
const RISKS = ['risk-0', 'risk-1', 'risk-2']

describe.each(Object.entries(SCHEMES))('the colours of the %s scheme', (_, scheme) => {
  const colour = (name: string) => toColour(scheme[name] ?? '')

  test.each([
    ['ink', ['paper', 'desk', 'tint', 'warn-paper', 'bad-paper', 'good-paper']],
    ['quiet', ['paper', 'desk', 'tint', 'warn-paper']],
    ['accent', ['paper', 'desk', 'tint', 'warn-paper']],
    ['accent-ink', ['accent', 'accent-strong']],
    ['warn', ['paper', 'desk', 'warn-paper']],
    ['bad', ['paper', 'bad-paper']],
    ['good', ['paper', 'good-paper']],
  ])('let %s be read on its grounds (WCAG 1.4.3: 4.5)', (text, grounds) => {
    for (const ground of grounds)
      expect([ground, contrastOf(colour(text), colour(ground)) >= 4.5]).toEqual([ground, true])
  })

  test.each([
    ['edge', ['paper', 'desk']],
    ['focus', ['paper', 'desk', 'tint']],
    ['raises', ['paper']],
    ['lowers', ['paper']],
    ['ink', RISKS],
  ])('let %s be seen on its grounds (WCAG 1.4.11: 3)', (mark, grounds) => {
    for (const ground of grounds)
      expect([ground, contrastOf(colour(mark), colour(ground)) >= 3]).toEqual([ground, true])
  })

  test.each(Object.keys(EYES))('of risk stand apart for eyes with %s', (eye) => {
    const seen = RISKS.map((name) => EYES[eye]?.(colour(name)) ?? colour(name))
    const pairs = seen.flatMap((one, i) => seen.slice(i + 1).map((other) => [one, other] as const))
    expect(pairs).toHaveLength(3)
    // Five times what is just seen.
    for (const [one, other] of pairs) expect(differenceOf(one, other)).toBeGreaterThan(11.5)
  })
})
