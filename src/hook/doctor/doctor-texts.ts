import { toLookup } from '../../base/lookup.ts'

/** What the doctor says of its own; a service's words are in its texts. */
const en = {
  asked: 'What was asked, and what came',
  askedHead: ['key', 'came', 'search'],
  came: {
    client: '{n} from the request',
    'fhir-server': '{n} from the FHIR server',
    more: '{came}, and not all: {why}',
  },
  orders: 'Orders that concern the service',
  ordersHead: ['order', 'verdict'],
  verdicts: {
    recognised: 'recognised as the procedure',
    'if-diagnosed': 'the procedure, if the diagnosis is there',
    'if-its-reason': 'the procedure, if its reason is the diagnosis',
  },
  predictors: 'Predictors',
  auxiliaries: 'What others are derived from',
  inputHead: ['input', 'result', 'looked at', 'as sent', 'date', 'where'],
  lookalikes: 'Codes of the record that look like an input and are not mapped',
  lookalikesHead: ['might be', 'code', 'name', 'times'],
  answer: 'Answer',
  situations: {
    'not-relevant': 'the service has nothing to do with this order',
    'no-diagnosis': 'the diagnosis that the model is for is not in the record',
    'diagnosis-unreadable': 'the diagnoses could not be read in full',
    'under-review': 'the model is under review',
    'not-applicable': 'the model is not for this patient',
    'insufficient-data': 'not every input can be used: no risk',
    'record-unread': 'the record could not be read in full: no risk',
    estimated: 'a risk was computed',
  },
  noOrder: 'no order',
  noCard: 'no card',
  none: '(none)',
  nothing: '(nothing under its codes)',
  notReached: 'not reached',
  used: 'used: {value}',
  notUsed: 'not used: {why}',
  excludes: 'excludes: {why}',
  usable: 'usable',
  noDate: 'no date',
}

/** The doctor's words in any language. */
export type DoctorTexts = Readonly<typeof en>

/** 医生命令的文字（简体中文）。 */
const zhCn: DoctorTexts = {
  asked: '查询内容与结果',
  askedHead: ['键', '结果', '检索'],
  came: {
    client: '请求中有 {n} 条',
    'fhir-server': 'FHIR 服务器返回 {n} 条',
    more: '{came}，但未取全：{why}',
  },
  orders: '与本服务有关的医嘱',
  ordersHead: ['医嘱', '判断'],
  verdicts: {
    recognised: '已识别为该操作',
    'if-diagnosed': '如有相应诊断，则为该操作',
    'if-its-reason': '如其指征为相应诊断，则为该操作',
  },
  predictors: '预测因子',
  auxiliaries: '推导其他输入所用的项目',
  inputHead: ['输入', '结论', '所查的值', '原始值', '日期', '出处'],
  lookalikes: '病历中疑似输入但尚未映射的编码',
  lookalikesHead: ['可能是', '编码', '名称', '次数'],
  answer: '结论',
  situations: {
    'not-relevant': '本服务与此医嘱无关',
    'no-diagnosis': '病历中没有该模型所针对的诊断',
    'diagnosis-unreadable': '诊断未能全部读取',
    'under-review': '模型正在复核',
    'not-applicable': '该模型不适用于此患者',
    'insufficient-data': '并非所有输入均可用：未计算风险',
    'record-unread': '病历未能全部读取：未计算风险',
    estimated: '已计算风险',
  },
  noOrder: '没有医嘱',
  noCard: '没有卡片',
  none: '（无）',
  nothing: '（其编码下没有记录）',
  notReached: '未查到这一步',
  used: '采用：{value}',
  notUsed: '未采用：{why}',
  excludes: '不适用：{why}',
  usable: '可用',
  noDate: '无日期',
}

/** The doctor's words, by language (BCP 47). */
export const DOCTOR_TEXTS = toLookup<DoctorTexts>({ en, 'zh-CN': zhCn })
