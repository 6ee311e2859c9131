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
  server: 'How the FHIR server is asked',
  serverHead: ['searches of', 'are put'],
  habits: {
    components: 'by the codes of components too (combo-code)',
    written: 'by code alone: it refuses combo-code, which it says it knows',
    plain: 'without _sort and _count, which it refuses: all is read, and may be cut off sooner',
    'single-codes': 'code by code, without _sort and _count: it refuses a list of codes',
    'ignores-codes': 'by code, and bring other codes too: it ignores the code or its system',
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
  unfound: 'Values under the codes of an input that the search by code does not bring',
  unfoundHead: ['input', 'code', 'stands in', 'times', 'what to do'],
  ofItsOwn: 'an Observation of its own',
  adviceOnPanel:
    'name the code of the panel under "panels" of the site file, or register the server with "searchesComponents" if it knows combo-code',
  adviceOnSearch:
    'the server has it and does not find it: its search by system and code is at fault',
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
  server: '对该 FHIR 服务器的查询方式',
  serverHead: ['查询类型', '方式'],
  habits: {
    components: '同时按组成项目（component）的编码查询（combo-code）',
    written: '只按编码查询：服务器声明支持 combo-code，但拒绝了该查询',
    plain: '不带 _sort 和 _count（服务器拒绝这些参数）：读取全部，可能较早被截断',
    'single-codes': '逐个编码查询，不带 _sort 和 _count：服务器拒绝编码列表',
    'ignores-codes': '按编码查询，但返回了其他编码：服务器忽略编码或其编码系统',
  },
  orders: '与本服务有关的医嘱',
  ordersHead: ['医嘱', '判断'],
  verdicts: {
    recognised: '已识别为该项目',
    'if-diagnosed': '如有相应诊断，则为该项目',
    'if-its-reason': '如其指征为相应诊断，则为该项目',
  },
  predictors: '预测因子',
  auxiliaries: '推导其他指标所用的项目',
  inputHead: ['指标', '结论', '所查的值', '原始值', '日期', '出处'],
  lookalikes: '病历中疑似指标但尚未映射的编码',
  lookalikesHead: ['可能是', '编码', '名称', '次数'],
  unfound: '病历中有、但按编码查询未返回的指标值',
  unfoundHead: ['指标', '编码', '所在', '次数', '处理办法'],
  ofItsOwn: '单独的 Observation',
  adviceOnPanel:
    '在站点文件的 "panels" 中登记该组合项目的编码；若服务器支持 combo-code，可在注册中写明 "searchesComponents"',
  adviceOnSearch: '服务器有此记录但查询不到：其按系统与编码的查询有误',
  answer: '结论',
  situations: {
    'not-relevant': '本服务与此医嘱无关',
    'no-diagnosis': '病历中没有该模型所针对的诊断',
    'diagnosis-unreadable': '诊断未能全部读取',
    'under-review': '模型正在复核',
    'not-applicable': '该模型不适用于此患者',
    'insufficient-data': '并非所有指标均可用：未计算风险',
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
