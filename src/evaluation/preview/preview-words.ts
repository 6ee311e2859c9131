import { toLookup } from '../../base/lookup.ts'

/** The words of a preview. */
const en = {
  title: 'What doctors would have seen',
  head: '{service}: {orders} orders: {list}.',
  nothing: '{service}: no order is recorded.',
  part: '{n} {situation}',
  choices: 'Cards under each setting',
  choicesHead: ['setting', 'orders with a card', 'without', 'cards shown'],
  choice: {
    defaults: 'the defaults of a new client',
    hook: '{hook} alone is called',
    withBoard: 'the board of scores is called too',
    silent: 'nothing is shown ({written})',
    skipRepeatedOnSign: 'shown again at order-sign ({written})',
    lowestCategory: 'no card below {category} ({written})',
    oneCardPerOrder: 'one card for an order ({written})',
  },
  calibration: {
    published: 'the model as published',
    installed: 'the model as installed here',
    anchored: 'the model anchored on these patients (nobody has signed it)',
  },
  refused:
    'Not shown: {calibration}. {complete} of {patients} patients are complete; it takes {least}, and {share} % of all, measured by devices whose values vary.',
  choicesNote:
    'Each row changes the defaults in one thing; the last columns are cards by what they say. In brackets: the setting as the client has it in the registry. Orders of a silent client are counted as the service would send them; cards that a doctor overrode with a reason are not.',
  thresholds: 'Thresholds of predicted risk',
  thresholdsHead: [
    'threshold',
    'orders',
    '% of orders',
    'outcome known',
    'with it',
    'yield, %',
    'sensitivity, %',
    'specificity, %',
  ],
  estimated:
    'Of {orders} recorded orders {estimated} have a risk, {known} of them with a known outcome.',
  thresholdsNote:
    'In brackets: Wilson 95 % intervals. By the predicted risk alone; a card states a category only where enough versions of the model agree on it.',
  to: '{value} ({low} to {high})',
  madeOn: 'Orders from {from} to {to}. Made on {day}.',
  separator: ', ',
}

/** 预览的文字。 */
const zhCn: typeof en = {
  title: '医生本会看到什么',
  head: '{service}：{orders} 条医嘱：{list}。',
  nothing: '{service}：没有医嘱记录。',
  part: '{situation} {n}',
  choices: '各设置下的卡片',
  choicesHead: ['设置', '有卡片的医嘱', '无卡片的医嘱', '显示的卡片'],
  choice: {
    defaults: '新客户端的默认设置',
    hook: '只调用 {hook}',
    withBoard: '同时调用评分面板',
    silent: '不显示任何卡片（{written}）',
    skipRepeatedOnSign: '签署时再次显示（{written}）',
    lowestCategory: '低于{category}者不显示（{written}）',
    oneCardPerOrder: '每条医嘱只显示一张卡片（{written}）',
  },
  calibration: {
    published: '按文献发表的模型',
    installed: '本院已安装的模型',
    anchored: '以这些患者锚定的模型（尚无人签署）',
  },
  refused:
    '未列出：{calibration}。{patients} 名患者中 {complete} 名资料完整；至少需要 {least} 名，且占全部的 {share}%，并由数值有变异的设备测得。',
  choicesNote:
    '每一行只改变默认设置中的一项；后几列为各类内容的卡片数。括号内为注册表中客户端条目的写法。静默客户端的医嘱按现在的发送规则计算；医生曾给出理由而否决的卡片不再计入。',
  thresholds: '预测风险的阈值',
  thresholdsHead: [
    '阈值',
    '医嘱',
    '占医嘱 %',
    '结局已知',
    '其中发生',
    '阳性率 %',
    '灵敏度 %',
    '特异度 %',
  ],
  estimated: '{orders} 条已记录的医嘱中，{estimated} 条有风险值，其中 {known} 条结局已知。',
  thresholdsNote:
    '括号内为 Wilson 95% 置信区间。仅按预测风险计算；只有足够多的模型版本一致时，卡片才给出分级。',
  to: '{value}（{low} 至 {high}）',
  madeOn: '医嘱日期：{from} 至 {to}。生成于 {day}。',
  separator: '，',
}

export type PreviewWords = Readonly<typeof en>

/** By language (BCP 47). */
export const PREVIEW_WORDS = toLookup<PreviewWords>({ en, 'zh-CN': zhCn })
