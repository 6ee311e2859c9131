import { toLookup } from '../../base/lookup.ts'

/** What the form of inputs says in one language, beside the names of inputs and findings. */
const en = {
  title: 'Inputs that are not coded in the record',
  purpose:
    'For values that stand in a report, a workstation or a physician’s head. Nothing is filled in beforehand; a value is dated by the study, sample or examination that it is read from, never by the day of entry.',
  occasions: {
    study: 'From a liver imaging study',
    sample: 'From a blood sample',
    assessment: 'From an examination of the patient',
  },
  dates: {
    study: 'Date of the study',
    sample: 'Date of the sample',
    assessment: 'Date of the examination',
  },
  studyReference: 'Study in this record',
  report: 'Report that it is read from',
  lesion: 'The tumour that the values are of (of several, the largest)',
  site: 'Where it lies',
  lesionName: 'How the report calls it, if it names it (lesion 2)',
  statistic: '{label}: which figure of the region',
  method: '{label}: model of the fit',
  unit: '{label}: unit',
  absent: '{label}: no value, because',
  source: '{label}: the sentence that it is taken from',
  recorded: '{label}: in the record now',
  count: '{label} (count)',
  percentage: '{label} (%)',
  notStated: 'not stated',
  indeterminate: 'indeterminate',
}

export type EntryWords = Readonly<typeof en>

const zhCn: EntryWords = {
  title: '病历中未编码的指标',
  purpose:
    '用于仅见于报告、工作站或医生掌握的数值。不预填任何内容；日期以检查、采血或查体当日为准，绝不以录入当日为准。',
  occasions: { study: '来自肝脏影像检查', sample: '来自血液标本', assessment: '来自查体与评估' },
  dates: { study: '检查日期', sample: '采血日期', assessment: '评估日期' },
  studyReference: '病历中的检查',
  report: '所依据的报告',
  lesion: '数值所属的肿瘤（多发时为最大者）',
  site: '所在部位',
  lesionName: '报告中的名称（如“病灶 2”），无则不填',
  statistic: '{label}：感兴趣区的哪个统计量',
  method: '{label}：拟合模型',
  unit: '{label}：单位',
  absent: '{label}：未填写的原因',
  source: '{label}：所依据的句子',
  recorded: '{label}：病历现有值',
  count: '{label}（计数）',
  percentage: '{label}（%）',
  notStated: '未提及',
  indeterminate: '无法判定',
}

const BY_LANGUAGE = toLookup<EntryWords>({ en, 'zh-CN': zhCn })

export const entryWordsIn = (language: string): EntryWords => BY_LANGUAGE[language] ?? en
