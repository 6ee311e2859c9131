import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { checkDocuments } from '../../src/catalog/check-documents.ts'
import { openFolder } from '../../src/catalog/folder.ts'
import { Problems } from '../../src/catalog/problems.ts'
import { programDocuments } from '../../src/catalog/program-documents.ts'
import { CATALOG_FOLDER } from '../../src/catalog/shipped.ts'
import { repositoryPath } from '../support/paths.ts'

const root = openFolder(CATALOG_FOLDER, new Problems())

function found(...documents: Parameters<typeof checkDocuments>[1]) {
  const problems = new Problems()
  checkDocuments(root, documents, problems)
  return problems.found()
}

const foundIn = (text: string) =>
  found({ file: 'docs/new.md', text }).map(({ message }) => message.replace(/:.*/, ''))

describe('the documents and page texts of the program', () => {
  const documents = programDocuments(join(CATALOG_FOLDER, '..'))

  test('are all looked at', () => {
    const files = documents.map(({ file }) => file)
    for (const file of ['README.md', 'docs/validation.md', 'src/pages/language/zh-cn.ts'])
      expect(files).toContain(file)
    expect(programDocuments(repositoryPath('no-such-folder'))).toEqual([])
  })

  test('state no figure of a study, trial or guideline, and no code, that no list carries', () => {
    expect(found(...documents)).toEqual([])
  })
})

describe('what is told, with its line', () => {
  test.each([
    ['The study had 6543 patients.', 'states 6543'],
    ['It is 97.3 % in the abstract.', 'states 97.3'],
    ['A trial of 1,234 patients says so.', 'states 1234'],
    ['Median survival was 98.7 months in EMERALD-1.', 'states 98.7'],
    ['LEAP-012 had 9 876 patients.', 'states 9876'],
    ['He et al. found 87.65 %.', 'states 87.65'],
    ['The guideline of 1899 names TACE first.', 'states 1899'],
    ['Its hazard ratio is 0.987.', 'states 0.987'],
    ['D* differs by 47 % between scanners.', 'states 47'],
    ['该研究共 6543 例。', 'states 6543'],
    ['指南（1899 版）推荐 TACE。', 'states 1899'],
    ['一项临床试验的生存为 98.7 个月。', 'states 98.7'],
    ['LOINC 99999-1 is the capsule.', 'names 99999-1'],
    ['SNOMED CT 404684003 is TACE.', 'names 404684003'],
  ])('%s', (text, message) => {
    expect(foundIn(text)[0]).toContain(message)
    const [problem] = found({ file: 'docs/new.md', text: `# New\n\nWords.\n\n- One.\n- ${text}\n` })
    expect(problem).toMatchObject({ file: 'docs/new.md', line: 6 })
  })

  test.each([
    // A figure of facts.json or study.json, a named source, a link, a footnote.
    'The study had 194 patients.',
    'EMERALD-1: progression-free survival 15.0 and 8.2 months.',
    'In the abstract of PMC5859293 it is 97.3 %.',
    'The guideline of 1899 ([text](https://example.org/g)) names TACE first.',
    'A trial of 6543 patients says so.[^t]',
    // What speaks of no study, or has no figure.
    'A request may hold 12 000 entries.',
    'The study states no number of centres.',
    'Guidance takes some 190 us.',
    'Launch it at port 8443.',
    // Code states nothing, and a code of the lists is one.
    'The study is `6543`.\n\n```sh\nLOINC 99999-1\n```',
    'LOINC 1751-7, SNOMED CT 109841003 and DICOM 113292.',
    'LOINC 30364-4 is left out.',
  ])('not: %s', (text) => {
    const codes = { file: 'docs/codes.md', text: 'LOINC 30364-4 (lymphocytes, flow cytometry)' }
    expect(found(codes, { file: 'docs/new.md', text })).toEqual([])
  })
})
