import type { ReportLanguage } from '../drawing/report-language.ts'
import type { Estimate } from '../statistics/estimate.ts'
import type { Performance } from '../statistics/performance.ts'
import type { Verdict } from './validation-verdict.ts'
import type { StudyDocument } from './study-document.ts'

const of100 = (share: number) => String(Math.round(100 * share))

interface Said {
  readonly patients: number
  readonly events: number
  /** Share of the outcome that was predicted on average, and the one that came. */
  readonly expected: string | undefined
  readonly observed: string
  /** How often of two patients the one with the outcome has the higher risk. */
  readonly ranked: string | undefined
  readonly isOwn: boolean
}

function expectedShare({ observedToExpected, patients, events }: Performance): string | undefined {
  if (observedToExpected === undefined) return undefined
  return of100(events / patients / observedToExpected.value)
}

const rankedOf = (c: Estimate | undefined) => (c === undefined ? undefined : of100(c.value))

const saidOf = (performance: Performance, isOwn: boolean): Said => ({
  patients: performance.patients,
  events: performance.events,
  expected: expectedShare(performance),
  observed: of100(performance.events / performance.patients),
  ranked: rankedOf(performance.cStatistic),
  isOwn,
})

function inEnglish({ patients, events, expected, observed, ranked, isOwn }: Said): string {
  return [
    `In plain words: of ${String(patients)} patients ${String(events)} had the outcome.`,
    expected === undefined
      ? 'What the model predicted on average cannot be compared with that.'
      : `The model predicted it for ${expected} of 100, and it came in ${observed} of 100.`,
    ranked === undefined
      ? 'How well it ranks patients cannot be told.'
      : `Of a patient with the outcome and one without, it gives the higher risk to the first in ${ranked} of 100 pairs; 50 would be chance.`,
    ...(isOwn ? ['The model was made from these very patients: on others it will do worse.'] : []),
  ].join(' ')
}

function inChinese({ patients, events, expected, observed, ranked, isOwn }: Said): string {
  return [
    `通俗说明：${String(patients)} 例患者中 ${String(events)} 例出现结局。`,
    expected === undefined
      ? '无法与模型的平均预测值比较。'
      : `模型预测每 100 例中有 ${expected} 例出现结局，实际每 100 例中有 ${observed} 例。`,
    ranked === undefined
      ? '无法判断模型区分患者的能力。'
      : `任取一例出现结局和一例未出现结局的患者，模型在每 100 对中有 ${ranked} 对给前者更高的风险；50 对相当于随机猜测。`,
    ...(isOwn ? ['模型即由这些患者建立：用于其他患者时表现会更差。'] : []),
  ].join('')
}

function judgedIn(report: StudyDocument['report']): Said | undefined {
  switch (report.kind) {
    case 'validation':
      return saidOf(report.performance, false)
    case 'fit':
      if (report.validation !== undefined) return saidOf(report.validation, false)
      return report.apparent && saidOf(report.apparent, true)
    case 'outcome-calibration':
      return saidOf(report.apparent.before, false)
  }
}

const VERDICTS: Readonly<Record<Verdict['kind'], readonly [english: string, chinese: string]>> = {
  'grossly-wrong': [
    'Its risks are grossly wrong here: do not use it as it is.',
    '其预测风险在本院严重失准：请勿直接使用。',
  ],
  'too-few-patients': ['These are too few patients for a conclusion.', '例数太少，尚不能下结论。'],
  unclear: [
    'It is not shown that its risks are right here, and not that they are wrong.',
    '尚不能证明其预测风险在本院准确，也不能证明不准确。',
  ],
  'no-discrimination': [
    'It does not tell patients with the outcome from those without: do not use it here.',
    '模型不能区分出现与未出现结局的患者：请勿在本院使用。',
  ],
  recalibrate: [
    'Its risks do not fit here: recalibrate it before anybody relies on them.',
    '其预测风险与本院实际不符：使用前须重新校准。',
  ],
  'no-disagreement-found': [
    'Its risks and the outcomes agree as far as these patients can show.',
    '就这些患者而言，预测风险与实际结局相符。',
  ],
}

const verdictIn = (report: StudyDocument['report']) =>
  report.kind === 'validation' ? VERDICTS[report.verdict.kind] : ['', '']

/** What a study found, for who reads no statistics. */
export function plainWords(
  report: StudyDocument['report'],
  language: ReportLanguage,
): string | undefined {
  const said = judgedIn(report)
  if (said === undefined) return undefined
  const [english = '', chinese = ''] = verdictIn(report)
  return language === 'zh-CN'
    ? `${inChinese(said)}${chinese}`
    : `${inEnglish(said)} ${english}`.trimEnd()
}
