import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { loadCatalog } from '../../../src/catalog/load-catalog.ts'
import { loadRiskModelFile } from '../../../src/catalog/load-risk-model.ts'
import { define as anchor } from '../../../src/evaluation/cohort/commands/anchor.ts'
import { define as platform } from '../../../src/evaluation/cohort/commands/anchor-platform.ts'
import { define as fit } from '../../../src/evaluation/cohort/commands/fit.ts'
import { define as recalibrate } from '../../../src/evaluation/cohort/commands/recalibrate.ts'
import { define as update } from '../../../src/evaluation/cohort/commands/update.ts'
import { define as validate } from '../../../src/evaluation/cohort/commands/validate.ts'
import type { FitReport } from '../../../src/evaluation/cohort/fit-study.ts'
import type { StudyDocument } from '../../../src/evaluation/cohort/study-document.ts'
import type { ValidationReport } from '../../../src/evaluation/cohort/validation-study.ts'
import { repositoryPath } from '../../support/paths.ts'
import { runCommand } from '../../support/run-command.ts'

const PROGRAM = repositoryPath('src/tace-cds.ts')
const A = repositoryPath('fixtures/cohorts/synthetic-a.csv')
const B = repositoryPath('fixtures/cohorts/synthetic-b.ndjson')
const SEPARATED = repositoryPath('fixtures/cohorts/synthetic-separated.csv')

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cohort-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const inFolder = (name: string) => join(folder, name)

const COMMANDS = { anchor, platform, fit, recalibrate, update, validate } as const

const OUTCOME_DEFINITION = {
  name: 'mRECIST progression',
  withinDays: 180,
  definition: 'mRECIST progression after two sessions',
  followUp: '6 months',
  competingEvents: 'transplantation: excluded',
  missingData: 'none',
  firstTreatment: 'yes',
}

const run = (name: keyof typeof COMMANDS, ...args: readonly string[]) =>
  runCommand(COMMANDS[name], args)

const documentIn = (name: string) =>
  JSON.parse(readFileSync(inFolder(name), 'utf8')) as StudyDocument

const fitIn = (name: string) => documentIn(name).report as FitReport

/** The service's data with another risk model in place of its own. */
function catalogWith(model: string) {
  const services = inFolder('cds-services')
  cpSync(repositoryPath('cds-services'), services, { recursive: true })
  cpSync(inFolder(model), join(services, 'models/tace-resistance/risk-model.json'))
  return loadCatalog({ folder: services, language: 'en' })
}

const SIGNED = ['--write-model', 'model.json', '--signed-off-by', 'Dr. S. Ynthetic']
const signed = () => SIGNED.map((word) => (word === 'model.json' ? inFolder(word) : word))

const OF_SITE = [
  ['--key', 'synthetic scanner'],
  ['--role', 'radiologist'],
  ['--from', '2024-11-20'],
  ['--to', '2026-11-19'],
].flat()

/** What a model that is written from outcomes needs beside the signature. */
function byOutcomes(): readonly string[] {
  writeFileSync(inFolder('definition.json'), JSON.stringify(OUTCOME_DEFINITION))
  return [...OF_SITE, '--outcome-definition', inFolder('definition.json'), '--followed-to-horizon']
}

describe('cohort fit', () => {
  test('gives the same report for the same seed, and another for another', async () => {
    const fitTo = async (name: string, seed: string) => {
      const { status, stderr } = await run(
        'fit',
        A,
        '--bootstrap',
        '10',
        '--seed',
        seed,
        '--json',
        inFolder(name),
      )
      expect([status, stderr]).toEqual([0, ''])
      return fitIn(name)
    }
    const first = await fitTo('first.json', '7')
    expect(await fitTo('again.json', '7')).toEqual(first)
    expect((await fitTo('other.json', '8')).optimism).not.toEqual(first.optimism)
    expect(first.optimism?.replicates).toBe(10)
    expect(first.terms.map(({ term }) => term)).toContain('nlr')
  })

  test('predictors that nobody may select need no column', async () => {
    const rows = Array.from(
      { length: 60 },
      (_, i) => `${String(i % 7)},${String(i % 3 === 0 ? 1 : 0)}`,
    )
    writeFileSync(inFolder('other.csv'), ['age,outcome', ...rows].join('\n'))
    const own = 'cnlcStageIIIa,nlr,capsuleIncomplete,dStar,adc'
    const args = [inFolder('other.csv'), '--candidate', 'age', '--bootstrap', '0']
    expect((await run('fit', ...args, '--forbid', own)).status).toBe(0)
    expect((await run('fit', ...args)).stderr).toMatch(/no column cnlcStageIIIa/)
  })

  test("repeats the study's split and compares its two parts", async () => {
    await run(
      'fit',
      A,
      '--replicate-study',
      '--stratified',
      '--bootstrap',
      '0',
      '--json',
      inFolder('split.json'),
    )
    const report = fitIn('split.json')
    expect(report.apparent?.patients).toBe(420)
    expect(report.validation?.patients).toBe(180)
    expect(report.bySplit).toHaveLength(5)
    expect(report.optimism).toBeUndefined()
  })

  test('forced and forbidden columns are obeyed', async () => {
    await run(
      'fit',
      A,
      '--candidate',
      'ageYears,childPughB',
      '--force',
      'ageYears',
      '--forbid',
      'nlr',
      '--bootstrap',
      '0',
      '--json',
      inFolder('forced.json'),
    )
    const names = fitIn('forced.json').terms.map(({ term }) => term)
    expect(names).toContain('ageYears')
    expect(names).not.toContain('nlr')
  })

  test("names a separating predictor, and offers Firth's finite estimates", async () => {
    const plain = await run('fit', SEPARATED, '--bootstrap', '0')
    expect(plain.stdout).toMatch(/capsuleIncomplete separates the outcome.*--firth/)
    const refused = await run('fit', SEPARATED, '--bootstrap', '5', ...byOutcomes(), ...signed())
    expect([refused.status, refused.stderr]).toEqual([1, expect.stringMatching(/--firth/)])
    expect(existsSync(inFolder('model.json'))).toBe(false)
    await run('fit', SEPARATED, '--bootstrap', '0', '--firth', '--json', inFolder('firth.json'))
    const { terms } = fitIn('firth.json')
    for (const { estimates } of terms) expect(estimates!.oddsRatio.value).toBeLessThan(1e4)
  })

  test('writes a model shrunken by its own bootstrap, in the state that the gates allow', async () => {
    const args = ['--bootstrap', '10', '--model-id', 'site-fit', '--json', inFolder('fit.json')]
    const { status, stderr } = await run('fit', A, ...args, ...byOutcomes(), ...signed())
    expect([stderr, status]).toEqual(['', 0])
    const model = loadRiskModelFile(inFolder('model.json'))
    const period = { from: '2024-11-20', to: '2026-11-19' }
    expect(model).toMatchObject({
      id: 'site-fit',
      version: '1.0.0',
      calibration: 'outcome-updated',
      citation: expect.stringMatching(/^Fitted on 600 patients of this hospital.*not published/),
      derivedFrom: {
        parent: { id: 'he-2026', version: '1.0.0' },
        patients: 600,
        events: 214,
        signedOffBy: 'Dr. S. Ynthetic',
        fittedOn: { patients: 600, events: 214, period },
      },
      site: { update: { patients: 600, events: 214, period } },
    })
    expect(Math.abs(model.site!.update!.expectedEvents - 214)).toBeLessThan(214e-6)
    const { terms, optimism } = fitIn('fit.json')
    const shrinkage = optimism!.measures!.calibrationSlope.corrected
    expect(model.derivedFrom?.shrinkage).toBe(shrinkage)
    terms.forEach(({ estimates }, i) => {
      expect(model.terms[i]!.coefficient).toBeCloseTo(shrinkage * estimates!.coefficient.value, 12)
    })
    expect(catalogWith('model.json').definitions).toHaveLength(1)
  })

  test.each([
    ['without a bootstrap', ['--bootstrap', '0'], /give --bootstrap/],
    ['on the training part alone', ['--replicate-study', '--bootstrap', '5'], /on all patients/],
    [
      'judged by leaving parts out',
      ['--bootstrap', '5', '--leave-out', 'scanner'],
      /cohort update/,
    ],
  ])('a fit %s becomes no model', async (_, args, message) => {
    const { status, stderr } = await run('fit', A, ...args, ...byOutcomes(), ...signed())
    expect([status, stderr]).toEqual([1, expect.stringMatching(message)])
    expect(existsSync(inFolder('model.json'))).toBe(false)
  })

  test('stops at SIGINT with status 130 and writes nothing', async () => {
    const args = [PROGRAM, 'cohort', 'fit', A, '--bootstrap', '100000', ...byOutcomes()]
    args.push(...signed())
    const child = spawn(process.execPath, [...args, '--json', inFolder('report.json')], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let said = ''
    for await (const chunk of child.stderr) {
      said += String(chunk)
      if (!child.killed && said.includes('bootstrap')) child.kill('SIGINT')
    }
    const [code] =
      child.exitCode === null ? ((await once(child, 'exit')) as [number]) : [child.exitCode]
    expect(code).toBe(130)
    expect(said).toMatch(/stopped; nothing was written/)
    expect(existsSync(inFolder('report.json'))).toBe(false)
    expect(existsSync(inFolder('model.json'))).toBe(false)
  })
})

describe('cohort validate', () => {
  test('judges the installed model, with subgroups and a verdict in words', async () => {
    const { status, stdout } = await run(
      'validate',
      B,
      '--subgroup',
      'scanner',
      '--json',
      inFolder('v.json'),
      '--html',
      inFolder('v.html'),
    )
    expect(status).toBe(0)
    expect(stdout).toMatch(/Verdict: recalibrate/)
    const { report, warnings, flow } = documentIn('v.json')
    const { subgroups } = report as ValidationReport
    expect(flow.rows).toBe(500)
    expect(flow.incomplete).toBe(27)
    expect(subgroups.flatMap(({ levels }) => levels).map(({ level }) => level)).toContain('1.5T')
    expect(warnings.join(' ')).toMatch(/only if none of these patients helped to fit/)
    expect(readFileSync(inFolder('v.html'), 'utf8')).toMatch(
      /<svg[^>]*aria-label="Calibration curve"/,
    )
  })

  test('prints the outcome definition of the site, and refuses one that leaves something out', async () => {
    const whole = OUTCOME_DEFINITION
    const path = inFolder('definition.json')
    writeFileSync(path, JSON.stringify(whole))
    const { stdout } = await run(
      'validate',
      B,
      '--outcome-definition',
      path,
      '--html',
      inFolder('v.html'),
    )
    expect(stdout).not.toMatch(/No outcome definition/)
    expect(readFileSync(inFolder('v.html'), 'utf8')).toContain(whole.definition)
    writeFileSync(path, JSON.stringify({ definition: 'x' }))
    const { status, stderr } = await run('validate', B, '--outcome-definition', path)
    expect([status, stderr]).toEqual([1, expect.stringMatching(/lacks followUp, competingEvents/)])
  })
})

describe('cohort anchor', () => {
  test.each([
    ['without a counted share', []],
    ['with one', ['--share', '40/120', '--share-definition', 'mRECIST, a year']],
  ])('%s writes a signed model that the service starts with', async (_, share) => {
    const { status, stderr } = await run('anchor', B, ...OF_SITE, ...share, ...signed())
    expect([stderr, status]).toEqual(['', 0])
    const model = loadRiskModelFile(inFolder('model.json'))
    expect(model.calibration).toBe('site-anchored')
    expect(model.site?.anchor).toMatchObject({
      kind: 'patients',
      patients: 476,
      evidence: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      signature: { name: 'Dr. S. Ynthetic', role: 'radiologist' },
      platforms: [{ key: 'synthetic scanner', patients: 476 }],
    })
    expect(model.site?.anchor.share?.events).toBe(share.length === 0 ? undefined : 40)
    const installed = catalogWith('model.json').definitions[0]?.model
    expect(installed?.definition.id).toBe('he-2026-local')
    const values = { cnlcStageIIIa: 0, nlr: 2.4, capsuleIncomplete: 0, dStar: 46, adc: 1.18 }
    const told = (platform: string) => installed?.estimate(values, { day: '2026-12-01', platform })
    const state = share.length === 0 ? 'site-anchored' : 'share-counted'
    expect(told('synthetic scanner')).toMatchObject({ state, fallbacks: [], rank: { of: 476 } })
    expect(told('another scanner')).toMatchObject({ state, fallbacks: ['platform-unknown'] })
  })

  test.each([
    ['no key', ['--role', 'r', '--from', '2024-01-01', '--to', '2024-02-01'], /--key/],
    ['no role', ['--key', 'k', '--from', '2024-01-01', '--to', '2024-02-01'], /--role/],
    ['a share of 20', [...OF_SITE, '--share', '8/20', '--share-definition', 'd'], /it takes 50/],
    ['a share without its definition', [...OF_SITE, '--share', '40/120'], /--share-definition/],
    [
      'a period that ends before it begins',
      ['--key', 'k', '--role', 'r', '--from', '2025-01-01', '--to', '2024-02-01'],
      /ends before it begins/,
    ],
    [
      'a period of more than 24 months ago',
      ['--key', 'k', '--role', 'r', '--from', '2024-11-19', '--to', '2026-11-19'],
      /begins before 2024-11-20: an anchor is of patients of the last 24 months/,
    ],
    [
      'a period that is still to come',
      ['--key', 'k', '--role', 'r', '--from', '2026-01-01', '--to', '2026-11-21'],
      /ends after 2026-11-20, the day of the signature/,
    ],
  ])('%s is refused, and nothing is written', async (_, args, message) => {
    const { status, stdout, stderr } = await run('anchor', B, ...args, ...signed())
    expect([status, stdout, stderr]).toEqual([1, '', expect.stringMatching(message)])
    expect(existsSync(inFolder('model.json'))).toBe(false)
  })

  test.each([
    ['30', 0, /Wrote he-2026-local/],
    ['29', 1, /needs 30/],
  ])('one scanner by mean, SD and %s patients', async (patients, ended, message) => {
    const figures = ['--mean', '73.6', '--sd', '17.6', '--patients', patients]
    const { status, stdout, stderr } = await run('platform', ...OF_SITE, ...figures, ...signed())
    expect([status, stdout + stderr]).toEqual([ended, expect.stringMatching(message)])
    expect(existsSync(inFolder('model.json'))).toBe(ended === 0)
  })

  test.each([
    ['of more than 24 months ago', ['--from', '2024-11-19'], /begins before 2024-11-20/],
    ['that nobody signs', ['--signed-off-by', ' '], /signature\.name/],
    ['signed in no role', ['--role', ' '], /signature\.role/],
  ])('one scanner by values %s is refused', async (_, changed, message) => {
    const figures = ['--mean', '46', '--sd', '11', '--patients', '40']
    const { status, stderr } = await run(
      'platform',
      ...OF_SITE,
      ...figures,
      ...signed(),
      ...changed,
    )
    expect([status, stderr]).toEqual([1, expect.stringMatching(message)])
    expect(existsSync(inFolder('model.json'))).toBe(false)
  })

  test('one scanner by its quartiles is one by the mean and SD that they make', async () => {
    const figures = ['--quartiles', '38,46,57', '--patients', '40']
    const { status } = await run('platform', ...OF_SITE, ...figures, ...signed())
    expect(status).toBe(0)
    const [platform] = loadRiskModelFile(inFolder('model.json')).site?.anchor.platforms ?? []
    expect(platform).toMatchObject({ mean: 47, sd: expect.closeTo(14.07, 2), patients: 40 })
  })

  test.each([
    ['both', ['--mean', '46', '--sd', '11', '--quartiles', '38,46,54']],
    ['neither', []],
    ['a mean alone', ['--mean', '46']],
  ])('one scanner by %s of them is refused', async (_, figures) => {
    const args = [...OF_SITE, ...figures, '--patients', '40', ...signed()]
    const { status, stderr } = await run('platform', ...args)
    expect([status, stderr]).toEqual([1, expect.stringMatching(/either --mean and --sd, or/)])
  })

  test('values that name no device are anchored only by who answers for one protocol', async () => {
    const args = ['--key', 'not stated', ...OF_SITE.slice(2), ...signed()]
    const refused = await run('anchor', B, ...args)
    expect([refused.status, refused.stderr]).toEqual([1, expect.stringMatching(/--one-protocol/)])
    expect(existsSync(inFolder('model.json'))).toBe(false)
    expect((await run('anchor', B, ...args, '--one-protocol')).status).toBe(0)
  })

  test.each([
    ['no source', []],
    ['two sources', [B, '--records']],
  ])('%s is refused', async (_, source) => {
    const { status, stderr } = await run('anchor', ...source, ...OF_SITE, ...signed())
    expect([status, stderr]).toEqual([
      1,
      expect.stringMatching(/one of a table, --summaries, --records/),
    ])
  })

  describe('by the figures of the patients', () => {
    const SUMMARIES = {
      patients: 60,
      consecutive: 64,
      predictors: {
        cnlcStageIIIa: { yes: 17 },
        nlr: { quartiles: [1.6438, 2.4, 3.5041] },
        capsuleIncomplete: { yes: 27 },
        dStar: { mean: 46, sd: 11 },
        adc: { quartiles: [1.05175, 1.18, 1.30825] },
      },
    }
    const by = async (summaries: object) => {
      writeFileSync(inFolder('figures.json'), JSON.stringify(summaries))
      return run('anchor', '--summaries', inFolder('figures.json'), ...OF_SITE, ...signed())
    }

    test('the versions are those of the worked examples of such a site', async () => {
      const { status, stderr } = await by(SUMMARIES)
      expect([stderr, status]).toEqual(['', 0])
      const { anchor } = loadRiskModelFile(inFolder('model.json')).site!
      expect(anchor).toMatchObject({
        ...{ kind: 'patients', patients: 60 },
        platforms: [{ key: 'synthetic scanner', mean: 46, sd: 11 }],
      })
      const { estimate } = catalogWith('model.json').definitions[0]!.model
      const own = { day: '2026-12-01', platform: 'synthetic scanner' }
      const risk = (values: Readonly<Record<string, number>>) => estimate(values, own)
      const ofTwo = [
        risk({ cnlcStageIIIa: 0, nlr: 2.4, capsuleIncomplete: 0, dStar: 46, adc: 1.18 }),
        risk({ cnlcStageIIIa: 1, nlr: 5.1, capsuleIncomplete: 1, dStar: 58.3, adc: 1.02 }),
      ]
      expect(ofTwo[0]!.predictedRisk).toBeCloseTo(0.142, 2)
      expect(ofTwo[1]!.predictedRisk).toBeCloseTo(0.971, 2)
      expect(ofTwo.map(({ rank }) => rank)).toEqual([undefined, undefined])
    })

    const { predictors } = SUMMARIES
    test.each<readonly [string, object, RegExp]>([
      ['29 patients', { patients: 29, consecutive: 29 }, /needs 30/],
      ['a tenth and more incomplete', { consecutive: 67 }, /at least 90 %/],
      ['more complete than consecutive', { consecutive: 59 }, /complete ones among/],
      ['no figures of one', { predictors: { ...predictors, adc: undefined } }, /kind for adc/],
      [
        'more yes than patients',
        { predictors: { ...predictors, cnlcStageIIIa: { yes: 61 } } },
        /IIIa is neither/,
      ],
      [
        'a mean of a yes and no',
        { predictors: { ...predictors, cnlcStageIIIa: { mean: 1, sd: 1 } } },
        /kind for cnlcStageIIIa/,
      ],
      [
        'no spread',
        { predictors: { ...predictors, dStar: { mean: 46, sd: 0 } } },
        /dStar is neither/,
      ],
      [
        'quartiles in another order',
        { predictors: { ...predictors, nlr: { quartiles: [3, 2, 1] } } },
        /nlr is neither/,
      ],
    ])('%s: refused, and nothing is written', async (_, change, message) => {
      const { status, stderr } = await by({ ...SUMMARIES, ...change })
      expect([status, stderr]).toEqual([1, expect.stringMatching(message)])
      expect(existsSync(inFolder('model.json'))).toBe(false)
    })
  })

  test('fewer than 30 patients are refused, and nothing is written', async () => {
    const eleven = readFileSync(A, 'utf8').split('\n').slice(0, 12).join('\n')
    writeFileSync(inFolder('eleven.csv'), eleven)
    const { status, stderr } = await run('anchor', inFolder('eleven.csv'), ...OF_SITE, ...signed())
    expect([status, stderr]).toEqual([1, expect.stringMatching(/needs 30/)])
    expect(existsSync(inFolder('model.json'))).toBe(false)
  })
})

describe('cohort recalibrate', () => {
  test('with a counted prevalence it is the old name of anchoring', async () => {
    const args = ['--prevalence', '40/120', '--share-definition', 'mRECIST, a year', ...OF_SITE]
    const { status } = await run('recalibrate', B, ...args, ...signed())
    expect(status).toBe(0)
    expect(loadRiskModelFile(inFolder('model.json')).calibration).toBe('site-anchored')
  })

  test('figures by any --method are for the report: what is written is the update', async () => {
    const written = async (method: string) => {
      const args = ['--outcomes', `--method=${method}`, ...byOutcomes(), ...signed()]
      const { stdout, stderr } = await run('recalibrate', B, ...args)
      expect([stderr, stdout]).toEqual(['', expect.stringMatching(/Update: .*intercept/s)])
      const model = loadRiskModelFile(inFolder('model.json'))
      rmSync(inFolder('model.json'))
      return model
    }
    const [byIntercept, byRefit] = [await written('intercept'), await written('refit')]
    expect(byRefit).toEqual(byIntercept)
    expect(byRefit.calibration).toBe('outcome-updated')
    expect(await run('update', B, ...byOutcomes(), ...signed())).toMatchObject({ status: 0 })
    expect(loadRiskModelFile(inFolder('model.json')).site).toEqual(byRefit.site)
  })

  test.each(['anchor', 'fit', 'recalibrate', 'update'] as const)(
    '%s finds that a model is there before it delivers a report',
    async (name) => {
      writeFileSync(inFolder('model.json'), 'the old model')
      const outcomes = name === 'recalibrate' ? ['--outcomes'] : []
      const report = name === 'anchor' ? [] : ['--json', inFolder('report.json')]
      const args = name === 'anchor' ? OF_SITE : byOutcomes()
      const answer = await run(name, B, ...outcomes, ...args, ...report, ...signed())
      expect(answer).toMatchObject({ status: 1, stdout: '' })
      expect(answer.stderr).toMatch(/is there already: a model is never overwritten/)
      expect(existsSync(inFolder('report.json'))).toBe(false)
      expect(readFileSync(inFolder('model.json'), 'utf8')).toBe('the old model')
    },
  )

  test('a bad update says so in front of its figures, on the terminal and on the page', async () => {
    const case25 = repositoryPath('fixtures/cohorts/case-blocker-25.csv')
    const page = inFolder('after.html')
    const { stdout } = await run(
      'recalibrate',
      case25,
      '--outcomes',
      '--method=intercept',
      '--html',
      page,
    )
    expect(stdout).toMatch(/! After the update the risks are still wrong[^]*After, on the same/)
    const html = readFileSync(page, 'utf8')
    expect(html.indexOf('After the update the risks')).toBeLessThan(html.indexOf('<svg'))
  })

  test('a model that says calibrated and holds no evidence is refused with what makes it anew', () => {
    const shipped = loadRiskModelFile(
      repositoryPath('cds-services/models/tace-resistance/risk-model.json'),
    )
    const old = { ...shipped, calibration: 'outcome-calibrated' }
    writeFileSync(inFolder('old.json'), JSON.stringify(old))
    expect(() => loadRiskModelFile(inFolder('old.json'))).toThrow(/npx tace-cds cohort anchor/)
  })

  test.each([
    ['neither outcomes nor a prevalence', [], /either --outcomes or --prevalence/],
    ['both', ['--outcomes', '--prevalence', '0.4'], /either --outcomes or --prevalence/],
    ['a share that nobody counted', ['--prevalence', '0.4'], /is a count/],
    ['a model that is none', ['--outcomes', '--model', 'package.json'], /package.json/],
    ['a service that is not there', ['--outcomes', '--service', 'x'], /no such service/],
  ])('%s is refused in one message without a stack', async (_, args, message) => {
    const { status, stderr } = await run('recalibrate', B, ...args)
    expect(status).toBe(1)
    expect(stderr).toMatch(message)
    expect(stderr).not.toMatch(/\n\s+at /)
  })

  test('an option that makes no sense is refused before the table is read', () => {
    const args = [PROGRAM, 'cohort', 'recalibrate', 'none.csv', '--prevalence', '5/4']
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
    expect([status, stderr]).toEqual([1, expect.stringMatching(/between 0 and 1/)])
  })

  test('writes no file when none is asked for', async () => {
    await run('recalibrate', B, '--outcomes')
    expect(existsSync(inFolder('model.json'))).toBe(false)
  })
})
