import { toLookup } from '../base/lookup.ts'

const CATEGORY = 'category-'

/** What the situations of an order are called in tables, in a few words. */
const LABELS = {
  en: {
    'not-classifiable': 'without a firm category',
    'insufficient-data': 'inputs missing',
    'record-unread': 'record not read in full',
    'no-diagnosis': 'diagnosis not found',
    'diagnosis-unreadable': 'diagnoses not read in full',
    'not-applicable': 'model not for the patient',
    'under-review': 'model under review',
    'not-relevant': 'not an order of the service',
    scores: 'scores',
  },
  'zh-CN': {
    'not-classifiable': '无确定分级',
    'insufficient-data': '指标缺失',
    'record-unread': '病历未能全部读取',
    'no-diagnosis': '未找到诊断',
    'diagnosis-unreadable': '诊断未能全部读取',
    'not-applicable': '模型不适用于该患者',
    'under-review': '模型复核中',
    'not-relevant': '与本服务无关的医嘱',
    scores: '评分',
  },
} as const

const BY_LANGUAGE = toLookup<Readonly<Record<string, string>>>(LABELS)

/**
 * What a situation is called in a language; an id without a label stands for itself.
 *
 * @param category - What a category of the model is called in that language.
 */
export function situationLabel(
  situation: string,
  language: string,
  category: (id: string) => string,
): string {
  if (situation.startsWith(CATEGORY)) return category(situation.slice(CATEGORY.length))
  return BY_LANGUAGE[language]?.[situation] ?? situation
}
