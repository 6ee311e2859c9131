import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { parseHTML } from 'linkedom'
import { loadCatalog } from '../../../src/catalog/load-catalog.ts'
import { type Drawing, loadDraw } from '../../../src/evaluation/drawing/draw.ts'
import {
  evidenceFolder,
  modelCardJson,
  modelCardMarkdown,
} from '../../../src/evaluation/evidence/model-card.ts'
import { nomogramSvg } from '../../../src/evaluation/evidence/nomogram.ts'
import { repositoryPath } from '../../support/paths.ts'

const { modelFiles } = loadCatalog({
  folder: repositoryPath('cds-services'),
  language: 'en',
})
const [modelFile] = modelFiles
const { id } = modelFile!.definition

describe('a figure', () => {
  const drawing: Drawing = (plot) => ({
    marks: [plot.barX([{ a: 1 / 3, b: 'x & y' }], { x: 'a', y: 'b' })],
  })

  test('of the same options is the same text, a whole SVG document', async () => {
    const draw = await loadDraw()
    const [first, again, elsewhere] = [draw(drawing), draw(drawing), (await loadDraw())(drawing)]
    expect([again, elsewhere]).toEqual([first, first])
    expect(first).toMatch(/^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/)
    expect(first).not.toMatch(/\d\.\d{3,}/)
    expect(first).toContain('x &amp; y')
  })

  test('rounds its coordinates, never what is written in it', async () => {
    const draw = await loadDraw()
    const svg = draw((plot) => ({
      x: { type: 'log', domain: [0.001, 10], tickFormat: String },
      marks: [plot.dot([{ ratio: 1 / 3, term: 'v1.2345' }], { x: 'ratio', y: 'term' })],
    }))
    expect(svg).toContain('>0.001<')
    expect(svg).toContain('>v1.2345<')
    expect(svg.match(/<[^>]*\d\.\d{3,}[^>]*>/g)).toBeNull()
  })
})

describe('the nomogram', () => {
  const svg = nomogramSvg(modelFile!.definition)

  test('names every predictor, the points, their sum and the risk', () => {
    for (const { label } of Object.values(modelFile!.definition.cards.texts.predictors))
      expect(svg).toContain(label)
    for (const label of ['Points', 'Total points', 'Predicted risk, %', 'incomplete', 'IIIa'])
      expect(svg).toContain(label)
  })

  test('says that the risk is provisional until the model is calibrated', () => {
    expect(svg).toContain('provisional: not calibrated here')
  })

  test('keeps every text inside the picture', () => {
    const { document } = parseHTML(svg) as unknown as {
      document: {
        querySelectorAll: (tag: string) => Iterable<{
          textContent: string
          getAttribute: (name: string) => string | null
        }>
      }
    }
    const width = Number(/viewBox="0 0 ([\d.]+)/.exec(svg)?.[1])
    for (const text of document.querySelectorAll('text')) {
      const x = Number(text.getAttribute('x'))
      const size = Number(text.getAttribute('font-size'))
      const length = text.textContent.length * size * 0.6
      const anchor = text.getAttribute('text-anchor')
      const left = anchor === 'start' ? x : anchor === 'end' ? x - length : x - length / 2
      expect(left).toBeGreaterThanOrEqual(0)
      expect(left + length).toBeLessThanOrEqual(width)
    }
  })

  test('is what the command line writes', () => {
    const folder = mkdtempSync(join(tmpdir(), 'nomogram-'))
    const out = join(folder, 'nomogram.svg')
    const run = spawnSync(process.execPath, ['src/tace-cds.ts', 'nomogram', id, '--out', out], {
      cwd: repositoryPath(''),
      encoding: 'utf8',
    })
    expect(run.status).toBe(0)
    expect(readFileSync(out, 'utf8')).toBe(svg)
    rmSync(folder, { recursive: true })
  })

  test('of a service that does not exist is refused with the names of those that do', () => {
    const run = spawnSync(process.execPath, ['src/tace-cds.ts', 'nomogram', 'x', '--out', 'y'], {
      cwd: repositoryPath(''),
      encoding: 'utf8',
    })
    expect(run.status).not.toBe(0)
    expect(run.stderr).toContain(id)
  })
})

describe('the model card', () => {
  const markdown = modelCardMarkdown(modelFile!)
  const { modelCard } = modelFile!

  test('in the repository is what its data and its template make', () => {
    expect(readFileSync(repositoryPath(`cds-services/models/${id}/README.md`), 'utf8')).toBe(
      markdown,
    )
  })

  test('holds all 31 source attributes, each once, and says which do not exist', () => {
    for (const { number, attribute, status } of modelCard.sourceAttributes) {
      expect(markdown).toContain(`\n${String(number)}. **${attribute}**`)
      expect(markdown.split(`**${attribute}**`)).toHaveLength(2)
      if (status === 'not-available')
        expect(markdown).toContain(`**${attribute}** (not available).`)
    }
  })

  test('answers all 27 items of TRIPOD+AI in order', () => {
    const items = modelCard.tripodAi.map(({ item }) => Number(item))
    expect(items).toEqual(Array.from({ length: 27 }, (_, i) => i + 1))
    for (const { item, topic } of modelCard.tripodAi)
      expect(markdown).toContain(`| ${item} | ${topic} |`)
  })

  test('asks the authors for intercept and units', () => {
    const questions = modelCard.openQuestions.map(({ question }) => question).join(' ')
    expect(questions).toMatch(/intercept.*units/s)
    for (const { question } of modelCard.openQuestions) expect(markdown).toContain(question)
  })

  test('takes the figures of the model from the model', () => {
    for (const { coefficient } of modelFile!.definition.model.definition.terms)
      expect(markdown).toContain(`| ${coefficient.toFixed(4)} |`)
    expect(markdown).toContain(modelFile!.definition.model.definition.intercept.value.toFixed(3))
  })

  test('leaves no placeholder empty or unfilled', () => {
    expect(markdown).not.toMatch(/\{\{|\}\}|undefined|NaN/)
  })

  test('as data says the same as in Markdown', () => {
    const json = modelCardJson(modelFile!)
    expect(json).toMatchObject({ service: id, title: modelCard.title, review: modelCard.review })
    expect(markdown).toContain(`# ${modelCard.title}`)
    expect(markdown).toContain(`**to be reviewed by ${modelCard.review.reviewBy}**`)
  })

  test('links to evidence and nomogram that are there', () => {
    const links = [...markdown.matchAll(/\]\(\.\.\/\.\.\/\.\.\/([^)]+)\)/g)].map(
      ([, path]) => path!,
    )
    expect(links).toContain(`${evidenceFolder(id)}/README.md`)
    for (const path of links) expect(readFileSync(repositoryPath(path), 'utf8')).not.toBe('')
  })
})
