import type { Assessment } from '../../clinical/assessment/assess.ts'
import { type InputReading, whyNoNumber } from '../../clinical/assessment/input-reading.ts'
import type { KnownImaging } from '../../clinical/assessment/known-imaging.ts'
import type { Service } from '../service.ts'
import type { SituationValues } from './card-placeholders.ts'
import type { Wording } from './wording.ts'

type Insufficient = Extract<Assessment, { readonly kind: 'insufficient-data' }>
type MissingInput = SituationValues<'insufficient-data'>['gaps'][number]

export const dateOf = (written: string | undefined) => written?.slice(0, 10) ?? ''

/** Why an input is not there and how it can be had: of a study that is known, without a new one. */
function wordsOfGap(
  id: string,
  reading: InputReading,
  known: KnownImaging | undefined,
  wording: Wording,
) {
  const why = whyNoNumber(reading) ?? ''
  const from = 'from' in reading ? reading.from : undefined
  const isThere = reading.kind === 'missing' && known !== undefined
  return {
    why: isThere ? wording.imagingKnown(known.written) : wording.gap(id, why, from),
    howToGet: known === undefined ? wording.howToGet(id) : wording.fromKnownImaging,
  }
}

/** The inputs without a number, in the order of the service's predictors. */
export function missingInputs(
  { inputs: { predictors } }: Service,
  { inputs: readings, imaging }: Pick<Insufficient, 'inputs' | 'imaging'>,
  wording: Wording,
): readonly MissingInput[] {
  return predictors.flatMap(({ id }) => {
    const reading = readings[id]
    const why = reading && whyNoNumber(reading)
    if (reading === undefined || why === undefined) return []
    const from = 'from' in reading ? reading.from : undefined
    return [
      {
        label: wording.label(id),
        name: wording.name(id),
        ...wordsOfGap(id, reading, imaging[id], wording),
        asSent: from === undefined ? '' : wording.asSent(from),
        date: dateOf(from?.written),
      },
    ]
  })
}
