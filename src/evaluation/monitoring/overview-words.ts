import type { AdminLanguage } from '../../server/http/admin-route.ts'
import type { Overview } from './overview.ts'

interface OverviewWords {
  readonly heading: string
  readonly nothing: string
  readonly titles: Readonly<Record<keyof Overview, string>>
  /** The heads of columns that are not the same in every language. */
  readonly columns: Readonly<Record<string, string>>
}

/** The words of the operator's page; codes, names and settings are the same in every language. */
export const OVERVIEW_WORDS: Readonly<Record<AdminLanguage, OverviewWords>> = {
  en: {
    heading: 'The operator’s page',
    nothing: 'Nothing.',
    titles: {
      settings: 'Configuration as it is understood',
      clients: 'Clients',
      services: 'Services',
      models: 'Models',
      health: 'Health',
      alarms: 'Monitored figures of the last whole month',
      drift: 'Drift of each anchored device and method (CUSUM of the logarithms)',
      proposals: 'Anchors that a person may sign (cohort proposals)',
      inputs: 'What answers went without, since the start',
      refusals: 'Last refusals',
    },
    columns: {},
  },
  'zh-CN': {
    heading: '管理员页面',
    nothing: '无。',
    titles: {
      settings: '当前生效的配置',
      clients: '客户端',
      services: '服务',
      models: '模型',
      health: '运行状况',
      alarms: '上一整月的监测指标',
      drift: '各已锚定设备与方法的漂移（对数值的 CUSUM）',
      proposals: '可由人员签署的锚定（cohort proposals）',
      inputs: '启动以来各次应答所缺的指标',
      refusals: '最近被拒绝的请求',
    },
    columns: {
      setting: '设置',
      value: '值',
      client: '客户端',
      'FHIR servers': 'FHIR 服务器',
      services: '服务',
      service: '服务',
      state: '状态',
      model: '模型',
      version: '版本',
      calibration: '校准状态',
      review: '复核',
      part: '部分',
      status: '状态',
      why: '原因',
      figure: '指标',
      subject: '对象',
      'device and method': '设备与方法',
      of: '指标',
      patients: '例数',
      up: '上行',
      down: '下行',
      limit: '界限',
      moved: '已偏移',
      'complete of all': '完整/全部',
      'mean (SD)': '均值（SD）',
      from: '自',
      to: '至',
      input: '指标',
      count: '次数',
      time: '时间',
      fault: '错误',
      told: '告知内容',
      requestId: '请求编号',
    },
  },
}
