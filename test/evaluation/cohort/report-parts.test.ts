import { beforeAll, describe, expect, test } from '@jest/globals'
import { filesOf, type ReportFile } from '../../../src/evaluation/cohort/report-files.ts'
import { fitStudy } from '../../../src/evaluation/cohort/fit-study.ts'
import { plainWords } from '../../../src/evaluation/cohort/plain-words.ts'
import { splitBy } from '../../../src/evaluation/cohort/subgroups.ts'
import {
  type NamedModel,
  validationStudy,
} from '../../../src/evaluation/cohort/validation-study.ts'
import { calibrationCurve } from '../../../src/evaluation/statistics/calibration-curve.ts'
import { decisionCurve } from '../../../src/evaluation/statistics/decision-curve.ts'
import { risksOf } from '../../../src/evaluation/statistics/performance.ts'
import { toRandom } from '../../../src/evaluation/statistics/random.ts'
import { readRepositoryJson } from '../../support/paths.ts'
import { finished, fixtureCohort } from './support.ts'

const a = fixtureCohort('synthetic-a.csv')
const model = readRepositoryJson(
  'cds-services/models/tace-resistance/risk-model.json',
) as NamedModel

const OPTIONS = {
  candidates: ['nlr', 'capsuleIncomplete', 'dStar'],
  ...({ forced: [], start: 'full', estimator: 'maximum-likelihood' } as const),
  ...{ thresholds: [0.2, 0.5], seed: 1, replicates: 40, split: 'none' as const },
}

/** Patients whose risks are right, or wrong by a shift of the log odds in one half. */
function simulated(patients: number, shift: number) {
  const random = toRandom(5)
  const lp = Float64Array.from({ length: patients }, () => 1.5 * random.normal())
  const sides = Array.from(lp, (_, i) => (i % 2 === 0 ? 'left' : 'right'))
  const truth = lp.map((value, i) => value + (sides[i] === 'left' ? shift : 0))
  const outcome = risksOf(truth).map((risk) => Number(random.uniform() < risk))
  return { lp, cohort: { patients, outcome, columns: {}, labels: { side: sides } } }
}

describe('a fit', () => {
  const { report } = finished(fitStudy(a, { ...OPTIONS, clusters: 'scanner' }))

  test('has an interval around every figure that is corrected for optimism', () => {
    for (const { corrected, ci95 } of Object.values(report.optimism?.measures ?? {})) {
      expect(ci95[0]).toBeLessThan(corrected)
      expect(ci95[1]).toBeGreaterThan(corrected)
    }
  })

  test('has of every candidate the share of samples that selected it, and a sample size', () => {
    const { selected = {} } = report.optimism ?? {}
    const shares = OPTIONS.candidates.map((name) => selected[name] ?? NaN)
    expect(shares.every((share) => share > 0 && share <= 1)).toBe(true)
    expect(report.sampleSize).toBeDefined()
  })

  test('of what says nothing of the outcome has no sample size', () => {
    const { cohort } = simulated(400, 0)
    const noise = Float64Array.from(cohort.outcome, (_, i) => (i * 7) % 11)
    const options = { ...OPTIONS, candidates: ['nlr'], replicates: 0 }
    const study = fitStudy({ ...cohort, columns: { nlr: noise } }, options)
    expect(finished(study).report.sampleSize).toBeUndefined()
  })

  test('promises less after correction, along both curves', () => {
    const { decision, calibration } = report.optimism!.curves!
    const mean = (values: readonly number[]) =>
      values.reduce((sum, value) => sum + value, 0) / values.length
    const shown = decision.filter(({ threshold }) => threshold < 0.6)
    const apparent = report.apparent!.decisionCurve.slice(0, shown.length)
    expect(mean(shown.map((point) => point.model))).toBeLessThan(
      mean(apparent.map((point) => point.model)),
    )
    expect(calibration.length).toBeGreaterThan(10)
  })

  test('shows how far the risk of a patient moves with the sample', () => {
    const { points, meanAbsoluteError } = report.optimism!.instability!
    expect(points).toHaveLength(200)
    expect(points.every(({ low, high }) => low <= high)).toBe(true)
    expect(
      points.filter(({ risk, low, high }) => low <= risk && risk <= high).length,
    ).toBeGreaterThan(180)
    expect(meanAbsoluteError).toBeGreaterThan(0)
    expect(meanAbsoluteError).toBeLessThan(0.1)
  })

  test('compares who was left out, and has everybody beside the two groups', () => {
    const nlr = Float64Array.from({ length: 30 }, (_, i) => 1 + i / 10)
    const study = finished(fitStudy(a, { ...OPTIONS, replicates: 0 }, { nlr })).report
    expect(study.byCompleteness.map(({ variable }) => variable)).toEqual(['nlr'])
    const capsule = study.byOutcome.find(({ variable }) => variable === 'capsuleIncomplete')!
    expect(capsule.all).toMatchObject({ kind: 'count', patients: a.patients })
  })

  test('judges each group of patients by a model of all others', () => {
    const groups = report.internalExternal
    expect(groups.map(({ group }) => group)).toEqual(['1.5T', '3T'])
    expect(groups.reduce((sum, { patients }) => sum + patients, 0)).toBe(a.patients)
    for (const { calibrationSlope } of groups) expect(calibrationSlope?.value).toBeGreaterThan(0.5)
  })

  test('with a split applies the cut-off of the training patients to those kept back', () => {
    const split = finished(fitStudy(a, { ...OPTIONS, replicates: 0, split: 'random' })).report
    expect(split.atTrainingCutoff?.threshold).toBe(split.apparent?.youden?.threshold)
    const counted = split.atTrainingCutoff!
    expect(
      counted.truePositives +
        counted.falsePositives +
        counted.falseNegatives +
        counted.trueNegatives,
    ).toBe(a.patients - split.fittedOn.patients)
  })
})

describe('intervals', () => {
  const { lp, cohort } = simulated(600, 0)

  test('of ICI hold it, and are none of very many patients', () => {
    const curve = calibrationCurve(cohort.outcome, lp, 200)!
    expect(curve.iciCi95![0]).toBeLessThan(curve.iciCi95![1])
    const many = simulated(5001, 0)
    expect(calibrationCurve(many.cohort.outcome, many.lp, 200)?.iciCi95).toBeUndefined()
  })

  test('of net benefit are those of a mean over patients', () => {
    const risk = risksOf(lp)
    const point = decisionCurve(cohort.outcome, risk).find(({ threshold }) => threshold === 0.3)!
    const each = Array.from(risk, (value, i) =>
      value < 0.3 ? 0 : cohort.outcome[i] === 1 ? 1 : -0.3 / 0.7,
    )
    const mean = each.reduce((sum, value) => sum + value, 0) / each.length
    const variance = each.reduce((sum, value) => sum + (value - mean) ** 2, 0) / each.length
    expect(point.model).toBeCloseTo(mean, 12)
    const margin = 1.959964 * Math.sqrt(variance / each.length)
    expect(point.ci95[1] - point.model).toBeCloseTo(margin, 6)
  })
})

describe('subgroups', () => {
  test.each([
    ['differ where risks are right on one side alone', 1.2, true],
    ['do not differ where they are right on both', 0, false],
  ])('%s', (_, shift, differ) => {
    const { lp, cohort } = simulated(1500, shift)
    expect(splitBy(cohort, lp, 'side').p! < 0.01).toBe(differ)
  })

  test('of a number are two, divided at 65 years or at the median', () => {
    const { lp, cohort } = simulated(200, 0)
    const numbers = Array.from({ length: 200 }, (_, i) =>
      i === 0 ? '(missing)' : String(40 + (i % 50)),
    )
    const levels = (name: string) =>
      splitBy({ ...cohort, labels: { [name]: numbers } }, lp, name).levels.map(({ level }) => level)
    expect(levels('age')).toEqual(['(missing)', '65 and above', 'below 65'])
    expect(levels('platelets')).toEqual(['(missing)', '65 and above', 'below 65'])
    const names = Array.from({ length: 200 }, (_, i) => `patient ${String(i)}`)
    expect(() => splitBy({ ...cohort, labels: { name: names } }, lp, 'name')).toThrow(/too many/)
  })
})

describe('a validation by groups', () => {
  const { lp, cohort } = simulated(3000, 1.5)
  const clustered = { ...cohort, columns: { lp } }
  const asIs: NamedModel = {
    ...model,
    intercept: { ...model.intercept, value: 0 },
    terms: [{ predictor: 'lp', coefficient: 1, standardError: 0 }],
  }

  test('judges each by an update on all others, and as it is', () => {
    const given = { linearPredictor: lp, clusters: 'side' }
    const report = validationStudy(asIs, clustered, [], given)
    expect(report.internalExternal.map(({ group, patients }) => [group, patients])).toEqual([
      ['left', 1500],
      ['right', 1500],
    ])
    const [left, right] = report.internalExternal
    // The left has more outcomes than the model says; an update on the right does not know.
    expect(left!.observedToExpected!.ci95[0]).toBeGreaterThan(1)
    expect(right!.observedToExpected!.ci95[1]).toBeLessThan(1)
    const asItIs = report.subgroups.find(({ variable }) => variable === 'side')!
    expect(asItIs.levels[1]!.observedToExpected!.value).toBeCloseTo(1, 1)
  })

  test('needs a column of a few groups', () => {
    const labels = { side: cohort.labels.side.map((_, i) => String(i)) }
    const run = () => validationStudy(asIs, { ...clustered, labels: {} }, [], { clusters: 'side' })
    expect(run).toThrow(/few groups/)
    expect(() => validationStudy(asIs, { ...clustered, labels }, [], { clusters: 'side' })).toThrow(
      /levels|few groups/,
    )
  })
})

describe('plain words', () => {
  test('say the same in English and Chinese, with the verdict', () => {
    const study = validationStudy(model, a, [0.5])
    const [english, chinese] = (['en', 'zh-CN'] as const).map((language) =>
      plainWords(study, language),
    )
    const numbers = (text: string | undefined) => text?.match(/\d+/g)?.toSorted()
    expect(numbers(english)?.length).toBeGreaterThan(5)
    expect(new Set(numbers(chinese))).toEqual(new Set(numbers(english)))
  })
})

describe('the files of a report', () => {
  let files: readonly ReportFile[]
  beforeAll(() => {
    const table =
      '<table><caption>By outcome</caption><thead><tr><th scope="col">a</th><th>b, c</th></tr></thead><tbody><tr><th scope="row">=1+1</th><td>-0.5 &lt; 1 &quot;x&quot;</td></tr></tbody></table>'
    const svg =
      '<figure><svg aria-label="ROC curve"><path/></svg><figcaption>x</figcaption></figure>'
    files = filesOf({ html: `<p>${table}</p>${svg}${svg}` })
  })

  test('are its tables and figures, each under a name of its own', () => {
    expect(files.map(({ name }) => name)).toEqual([
      'by-outcome.csv',
      'roc-curve.svg',
      'roc-curve-2.svg',
    ])
  })

  test('hold texts as they are, and no formula', () => {
    expect(files[0]?.content).toBe('\uFEFFa,"b, c"\n\'=1+1,"-0.5 < 1 ""x"""\n')
    expect(files[1]?.content).toContain('<svg aria-label="ROC curve"><path/></svg>')
  })
})
