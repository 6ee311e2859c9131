import { toLookup } from '../../../base/lookup.ts'

/** What the doctor says of many patients; a service's words are in its texts. */
const en = {
  patients: '{n} patients',
  unreadLines: '{n} lines of the export hold no resource that can be read',
  keys: 'What came, by prefetch key',
  keysHead: ['key', 'patients'],
  all: 'all',
  inputs: 'Coverage of the predictors',
  inputsHead: ['input', 'found', 'missing', 'not used, and why'],
  answers: 'What an order of today would be answered',
  answersHead: ['answer', 'patients'],
  diagnoses: 'The diagnosis',
  diagnosesHead: ['in the record', 'patients'],
  diagnosis: {
    coded: 'by its code',
    'in-words': 'by words beside a code that leaves it open',
    unmapped: 'only by a code that the site has not mapped',
    'not-found': 'not found',
  },
  orders: 'Orders of the service',
  ordersHead: ['recognised', 'orders'],
  unmapped: 'Codes that are not mapped and look as if they were meant',
  unmappedHead: ['code', 'name', 'times', 'patients', 'without a unit', 'might be'],
  oneOf: 'one of: {sets}',
  advice: 'A piece of the site file: keep what is right',
  unitAdvice:
    'Values without a unit are refused until "defaultUnits" names the unit of their code.',
  nothing: '(none)',
}

export type SurveyTexts = Readonly<typeof en>

const zhCn: SurveyTexts = {
  patients: '{n} 名患者',
  unreadLines: '导出文件中有 {n} 行不是可读取的资源',
  keys: '各预取键的结果',
  keysHead: ['键', '患者数'],
  all: '全部取得',
  inputs: '预测因子的覆盖情况',
  inputsHead: ['指标', '有', '无', '未采用及原因'],
  answers: '若今日开立医嘱，将得到的回答',
  answersHead: ['回答', '患者数'],
  diagnoses: '诊断',
  diagnosesHead: ['病历中', '患者数'],
  diagnosis: {
    coded: '有其编码',
    'in-words': '编码未定，由文字确定',
    unmapped: '仅有站点尚未映射的编码',
    'not-found': '未找到',
  },
  orders: '属于本服务的医嘱',
  ordersHead: ['识别方式', '医嘱数'],
  unmapped: '尚未映射、但疑似所需的编码',
  unmappedHead: ['编码', '名称', '次数', '患者数', '无单位', '可能属于'],
  oneOf: '以下之一：{sets}',
  advice: '站点文件片段：请保留正确的部分',
  unitAdvice: '没有单位的值，在 "defaultUnits" 写明其编码的单位之前不予采用。',
  nothing: '（无）',
}

/** By language (BCP 47). */
export const SURVEY_TEXTS = toLookup<SurveyTexts>({ en, 'zh-CN': zhCn })
