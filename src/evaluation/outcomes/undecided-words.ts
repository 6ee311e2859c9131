import { toLookup } from '../../base/lookup.ts'
import type { ReportLanguage } from '../drawing/report-language.ts'
import type { Undecided } from './outcome-in-time.ts'

const WORDS: Readonly<Record<ReportLanguage, Readonly<Record<Undecided, string>>>> = {
  en: {
    contradictory: 'contradictory',
    'follow-up-too-short': 'follow-up too short',
    'after-the-horizon': 'after the horizon',
    'not-recorded': 'not recorded',
    'death-first': 'death first',
    'transplant-first': 'transplant first',
  },
  'zh-CN': {
    contradictory: '相互矛盾',
    'follow-up-too-short': '随访时间不足',
    'after-the-horizon': '发生于观察期之后',
    'not-recorded': '未记录',
    'death-first': '先行死亡',
    'transplant-first': '先行移植',
  },
}

/** What such a reason is called; an id without words stands for itself. */
export const undecidedText = (why: string, language: ReportLanguage): string =>
  toLookup<string>(WORDS[language])[why] ?? why
