import { describe, expect, test } from '@jest/globals'
import type { AnchorPatient } from '../../../src/evaluation/anchoring/anchor-intercepts.ts'
import { platformsOf, unlikePlatforms } from '../../../src/evaluation/anchoring/anchor-platforms.ts'
import { toRandom } from '../../../src/evaluation/statistics/random.ts'
import { definition } from '../monitoring/support.ts'

const model = definition.model.definition

/** How much D* is higher in stage IIIa, in truth. */
const BY_STAGE = 20

/** Patients of a scanner that reads so much higher, of whom so many are in stage IIIa. */
function patientsOf(platform: string, higher: number, shareOfIIIa: number, seed: number) {
  const random = toRandom(seed)
  return Array.from({ length: 60 }, (_, i): AnchorPatient => {
    const cnlcStageIIIa = Number(i < 60 * shareOfIIIa)
    const values = {
      cnlcStageIIIa,
      nlr: 2.4 * Math.exp(0.4 * random.normal()),
      capsuleIncomplete: i % 2,
      dStar: 46 + higher + BY_STAGE * cnlcStageIIIa + 4 * random.normal(),
      adc: 1.18 + 0.1 * random.normal(),
    }
    return { values, platform }
  })
}

const centresOf = (patients: readonly AnchorPatient[]) =>
  Object.fromEntries(platformsOf(model, patients).map(({ key, mean }) => [key, mean]))

describe('the centres of several devices', () => {
  test('are the means of their own patients where these are alike', () => {
    const patients = [...patientsOf('A', 0, 0.3, 1), ...patientsOf('B', 15, 0.3, 2)]
    expect(unlikePlatforms(model, patients)).toEqual([])
    const { A, B } = centresOf(patients)
    const meanOf = (key: string) => {
      const own = patients.filter(({ platform }) => platform === key)
      return own.reduce((sum, { values }) => sum + Number(values['dStar']), 0) / own.length
    }
    expect([A, B]).toEqual([expect.closeTo(meanOf('A'), 9), expect.closeTo(meanOf('B'), 9)])
  })

  test('are those of patients alike where they are not: what stage makes is no scanner', () => {
    const patients = [...patientsOf('A', 0, 0.1, 1), ...patientsOf('B', 15, 0.8, 2)]
    expect(unlikePlatforms(model, patients)).toEqual(['B'])
    const { A = NaN, B = NaN } = centresOf(patients)
    // The raw means are 15 + 0.7 times 20 apart.
    expect(B - A).toBeGreaterThan(11)
    expect(B - A).toBeLessThan(19)
  })

  test('each keeps the logarithms of all that it is held against, also NLR and ADC', () => {
    const [platform] = platformsOf(model, patientsOf('A', 0, 0.3, 3))
    expect(Object.keys(platform?.logs ?? {}).toSorted()).toEqual(['adc', 'dStar', 'nlr'])
    expect(platform?.logs?.['nlr']?.mean).toBeCloseTo(Math.log(2.4), 0)
  })

  test('one with fewer than thirty patients is refused by its name', () => {
    const few = patientsOf('few', 0, 0.3, 4).slice(0, 29)
    expect(() => platformsOf(model, [...patientsOf('A', 0, 0.3, 1), ...few])).toThrow(
      /29 patients of few/,
    )
  })
})
