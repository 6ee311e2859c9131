import { Fault } from '../../base/fault.ts'
import { Z_95 } from '../../clinical/models/normal.ts'
import { chiSquaredP } from './distributions.ts'
import type { Interval } from './estimate.ts'
import { type FirthProfile, firthProfile, type ProfilePoint } from './firth.ts'
import type { Design } from './logistic-likelihood.ts'
import { standardDeviationOf } from './vector.ts'

/** Half of chi-squared's 95 % quantile on one degree of freedom: the loss at an interval's end. */
const LOSS_95 = Z_95 ** 2 / 2
const MOST_STEPS = 60
const EXACT = 1e-9

/** A place of a profile and how far it lies from the estimate, in standard errors. */
interface Away {
  readonly distance: number
  readonly point: ProfilePoint
}

/**
 * Where the loss reaches that of the interval's end, on one side: by steps of half a standard error
 * until it is passed, then by bisection. Without end if it is never passed, or if the others find
 * no maximum on the way: then the sample sets no limit that could be told.
 */
function endOf(profile: FirthProfile, side: 1 | -1): number {
  const valueAt = (distance: number) => profile.estimate + side * distance * profile.standardError
  const pointAt = (distance: number, from: Away): Away => ({
    distance,
    point: profile.pointAt(valueAt(distance), from.point),
  })
  const isInside = ({ point }: Away) => point.loss < LOSS_95
  let inside: Away = { distance: 0, point: profile.top }
  try {
    let outside = pointAt(0.5, inside)
    for (let i = 2; isInside(outside); i += 1) {
      if (i > MOST_STEPS) return side * Infinity
      ;[inside, outside] = [outside, pointAt(0.5 * i, outside)]
    }
    while (outside.distance - inside.distance > EXACT * outside.distance) {
      const middle = pointAt((inside.distance + outside.distance) / 2, inside)
      if (isInside(middle)) inside = middle
      else outside = middle
    }
  } catch (fault) {
    if (fault instanceof Fault) return side * Infinity
    throw fault
  }
  return valueAt(inside.distance)
}

/** The interval of a coefficient and the P of its being 0. */
export interface Profiled {
  readonly ci95: Interval
  readonly p: number
}

const pOf = (profile: FirthProfile) => chiSquaredP(2 * profile.pointAt(0).loss, 1)

/**
 * Profile penalised likelihood intervals and likelihood ratio P (Heinze and Schemper, Stat Med
 * 2002;21:2409-2419), per unit of each column: Wald's are far off where a sample is small or
 * separated.
 */
export const profileIntervals = (design: Design): readonly Profiled[] =>
  design.columns.map((column, index) => {
    const profile = firthProfile(design, index)
    const sd = standardDeviationOf(column)
    const [low, high] = [endOf(profile, -1), endOf(profile, 1)]
    return { ci95: [low / sd, high / sd], p: pOf(profile) }
  })
