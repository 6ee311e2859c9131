/** How a question is put: radio buttons, a list, or a field for a number or a date. */
export interface Filled {
  readonly linkId: string
  readonly by: 'date' | 'number' | 'radio' | 'list'
  /** The name of an answer; of a date as FHIR writes it. */
  readonly text: string
}

const filled = (by: Filled['by'], linkId: string, text: string): Filled => ({ linkId, by, text })

const DAY = '2026-11-17'

/** What a report, a blood count and a physician say of all five inputs, as a person types it. */
export const ANSWERS: readonly Filled[] = [
  filled('date', 'study.date', DAY),
  filled('list', 'lesion.site', 'Couinaud hepatic segment VIII'),
  filled('radio', 'capsuleIncomplete', 'incomplete'),
  filled('number', 'dStar', '45.5'),
  filled('radio', 'dStar.unit', '×10⁻³ mm²/s'),
  filled('list', 'dStar.statistic', 'Mean'),
  filled('list', 'dStar.method', 'Bi-exponential (IVIM) diffusion model'),
  filled('number', 'adc', '1100'),
  filled('radio', 'adc.unit', '×10⁻⁶ mm²/s'),
  filled('list', 'adc.statistic', 'Mean'),
  filled('list', 'adc.method', 'Mono-exponential diffusion model'),
  filled('number', 'tumourSize', '32'),
  filled('radio', 'tumourSize.unit', 'mm'),
  filled('date', 'sample.date', DAY),
  filled('number', 'nlr.neutrophil-count', '4.2'),
  filled('radio', 'nlr.neutrophil-count.unit', '×10⁹/L'),
  filled('number', 'nlr.lymphocyte-count', '1500'),
  filled('radio', 'nlr.lymphocyte-count.unit', '/µL'),
  // The same ratio once more, of numbers whose unit is fixed.
  filled('number', 'nlr.neutrophil-percentage', '63'),
  filled('number', 'nlr.lymphocyte-percentage', '22.5'),
  filled('date', 'assessment.date', DAY),
  filled('radio', 'cnlcStageIIIa', 'IIb'),
]
