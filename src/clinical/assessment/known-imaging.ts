import { textsOf } from '../fhir/concept.ts'
import type { ImagingView } from '../fhir/imaging.ts'
import type { ImagingRule, PredictorDefinition } from '../readings/input-definition.ts'
import { objectionToTime, type ReadingTime } from '../readings/judge-statement.ts'
import { foldText } from '../terminology/phrase.ts'
import { hasMember } from '../terminology/value-set.ts'
import type { InputReading } from './input-reading.ts'

/**
 * An imaging study that could give an input: known by its report, itself, or by another value of
 * it.
 */
export interface KnownImaging {
  readonly reference: string
  /** Its date as it was sent. */
  readonly written: string
}

/** Whether a study is of the modality and of the place that the model's lesions are measured by. */
function isOfLesions({ names }: ImagingView, rule: ImagingRule): boolean {
  const codings = names.flatMap((name) => name.codings)
  const texts = names.flatMap(textsOf).map(foldText)
  const isOf = (codes: ImagingRule['siteCodes'], phrases: ImagingRule['sitePhrases']) =>
    hasMember(codings, codes) || texts.some(phrases.isIn)
  return isOf(rule.modalityCodes, rule.modalityPhrases) && isOf(rule.siteCodes, rule.sitePhrases)
}

/** The study of which another input was measured: it is there, whatever names it. */
function ofOtherInputs(
  predictors: readonly PredictorDefinition[],
  inputs: Readonly<Record<string, InputReading>>,
): readonly KnownImaging[] {
  return predictors.flatMap(({ id, isPerLesion }) => {
    const reading = inputs[id]
    if (!isPerLesion || reading?.kind !== 'found') return []
    const { study, reference, written } = reading.from
    return written === undefined ? [] : [{ reference: study ?? reference, written }]
  })
}

/** What imaging of the record is looked at for which inputs. */
export interface ImagingSought {
  readonly predictors: readonly PredictorDefinition[]
  readonly inputs: Readonly<Record<string, InputReading>>
  readonly rule: ImagingRule | undefined
  readonly images: readonly ImagingView[]
}

/**
 * By input without a number that is measured of a lesion: the newest study that could give it. It
 * is of the right kind and place, within the look-back, and not of the time after an earlier
 * procedure.
 */
export function knownImagingOf(
  { predictors, inputs, rule, images }: ImagingSought,
  time: ReadingTime,
): Readonly<Record<string, KnownImaging>> {
  const measured = ofOtherInputs(predictors, inputs)
  const ofKind = rule === undefined ? [] : images.filter((image) => isOfLesions(image, rule))
  return Object.fromEntries(
    predictors
      .filter(({ id, isPerLesion }) => isPerLesion && inputs[id]?.kind !== 'found')
      .flatMap((predictor): [string, KnownImaging][] => {
        const eligible = ofKind
          .filter((image) => objectionToTime(image, predictor, time) === undefined)
          .map(({ reference, time: span }) => ({ reference, written: span?.written ?? '' }))
        const [newest] = [...measured, ...eligible].toSorted((a, b) =>
          b.written.localeCompare(a.written),
        )
        return newest === undefined ? [] : [[predictor.id, newest]]
      }),
  )
}
