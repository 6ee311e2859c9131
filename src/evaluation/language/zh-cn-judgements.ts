import type { Messages } from './messages.ts'

/** Warnings and verdicts of studies, and figures as they are written. */
export const ABOUT_JUDGEMENTS: Messages = {
  'not estimable': '无法估计',
  'no limit': '无界',
  '{n} ({n} to {n})': '{}（{}～{}）',
  '{n} to {n}': '{}～{}',
  '{n} %': '{}%',
  '{n} % ({n} to {n})': '{}%（{}～{}）',
  '{n} ({n} %)': '{}（{}%）',
  '{n} ({n} to {n}) ({n} %)': '{}（{}～{}）（{}%）',
  '{n} ({n} to {n}), {n}, {n}': '{}（{}～{}）、{}、{}',
  '{n} (95 % CI {n} to {n})': '{}（95% CI {}～{}）',
  '{n}, 95 % CI {n} to {n}': '{}，95% CI {}～{}',
  '{n}, {n} df, P {n}': '{}，自由度 {}，P {}',
  '{n} of {n}': '{}/{}',
  '{}: {} values lie outside the limits of acceptance{} and count as missing.':
    '{}：{} 个值超出可接受范围{}，按缺失处理。',
  '({} in {} rows)': '（{1} 行均为 {0}）',
  '{} in {} rows': '{1} 行均为 {0}',
  '{} of {} rows are refused: --left-out writes each with its reason.':
    '{1} 行中有 {0} 行被拒绝：用 --left-out 可逐行列出原因。',
  '{} of {} rows are incomplete and left out (complete-case analysis): this biases every figure unless values are missing by pure chance.':
    '{1} 行中有 {0} 行不完整而未纳入（完整病例分析）：除非缺失完全随机，否则所有数字都有偏倚。',
  '{} rows equal an earlier row in every column that is used: the same patients twice?':
    '{} 行在所用各列上与前面的行完全相同：是否重复录入了同一患者？',
  'No outcome definition was given (--outcome-definition): nobody can tell whether this is the outcome that the model predicts.':
    '未给出结局定义（--outcome-definition）：无法判断这是否为模型所预测的结局。',
  "{} needs {} patients by Riley's criteria; here are {}.":
    '{}按 Riley 标准需要 {} 例，此处为 {} 例。',
  '{} separates the outcome: maximum likelihood has no finite estimate.{}':
    '{} 将结局完全分离：最大似然无有限估计。{}',
  "The estimates shown carry Firth's penalty.": '所示估计采用 Firth 惩罚。',
  'No model is judged here. Fit again with --firth.': '此处不评价模型，请用 --firth 重新拟合。',
  'The model explains too little for sample size criteria: treat it as noise.':
    '模型的解释度太低，样本量标准不适用：请视为噪声。',
  'A model from this many candidates': '由这么多候选变量建模',
  'A precise validation': '精确的验证',
  '{} of {} bootstrap replicates gave no usable model.':
    '{1} 次自助抽样中有 {0} 次未得到可用的模型。',
  'P values and intervals after stepwise selection are too small and too narrow: the selection is not in them.':
    '逐步选择之后的 P 值偏小、区间偏窄：未计入选择过程。',
  'Validate the model on other patients before any use.': '任何使用之前，请在其他患者中验证模型。',
  'After the update the risks are still wrong on the very patients that it was made for: do not use it.':
    '更新后，即使在用于更新的患者中，风险仍不准确：请勿使用。',
  'After the update it is not shown that the risks are right, not even on the very patients that it was made for.':
    '更新后，即使在用于更新的患者中，也不能证明风险准确。',
  'These figures hold only if none of these patients helped to fit or update the model.':
    '仅当这些患者均未用于拟合或更新模型时，以下数字才成立。',
  'Only {} patients in the smaller outcome group: at least {} with and {} without the outcome are advised, {} for a calibration curve.':
    '较小的结局组仅 {} 例：建议出现与未出现结局者至少各 {} 例和 {} 例，校准曲线需 {} 例。',
  '{} patients in the smaller outcome group: enough for intercept and slope; {} are advised before the shape of the calibration curve is read.':
    '较小的结局组 {} 例：足以判断截距和斜率；解读校准曲线的形状之前建议达到 {} 例。',
  'The model does not tell patients with the outcome from those without (c-statistic {}): recalibration cannot help that. Do not use it here.':
    '模型不能区分出现与未出现结局的患者（c 统计量 {}）：重新校准也无济于事。请勿在本院使用。',
  'The risks are grossly wrong here: do not use the model as it is.':
    '预测风险在本院严重失准：请勿直接使用该模型。',
  'Too few patients for a conclusion.': '例数太少，尚不能下结论。',
  'No disagreement was shown, and no agreement either.': '未发现不一致，也未证明一致。',
  'Predictions and outcomes agree on average, in spread and along the curve, as far as these patients can show. That is not proof: look at the curve, and at the width of the intervals.':
    '就这些患者而言，预测与结局在平均水平、离散程度和曲线上均相符。这并非证明：请查看曲线和区间宽度。',
  'Observed : expected cannot be estimated.': '无法估计实际/预期比。',
  'There are {} events than predicted (observed : expected {}).':
    '结局事件比预测的{}（实际/预期 {}）。',
  'There are {} events than predicted (observed : expected {}), by more than half.':
    '结局事件比预测的{}，相差一半以上（实际/预期 {}）。',
  fewer: '少',
  more: '多',
  'Observed : expected is not known well enough ({}): it should lie within 0.9 and 1.1, its interval within 0.75 and 1.33.':
    '实际/预期比尚不够确定（{}）：应在 0.9～1.1 之间，其区间应在 0.75～1.33 之间。',
  'The calibration intercept cannot be estimated.': '无法估计校准截距。',
  'too low': '偏低',
  'too high': '偏高',
  'Predicted risks are {} on average (calibration intercept {}): the odds are off more than sevenfold.':
    '预测风险平均{}（校准截距 {}）：比值（odds）相差七倍以上。',
  'Predicted risks are {} on average (calibration intercept {}): a new intercept is the first remedy.':
    '预测风险平均{}（校准截距 {}）：首先应更新截距。',
  'The calibration slope cannot be estimated.': '无法估计校准斜率。',
  'too extreme': '过于极端',
  'not spread enough': '离散不足',
  'Predicted risks are {} (calibration slope {}).': '预测风险{}（校准斜率 {}）。',
  'Predicted risks are {} (calibration slope {}): higher risks go with fewer events.':
    '预测风险{}（校准斜率 {}）：风险越高，事件反而越少。',
  'The calibration slope is not known well enough ({}): it should lie within 0.8 and 1.2.':
    '校准斜率尚不够确定（{}）：应在 0.8～1.2 之间。',
  'The calibration curve cannot be estimated.': '无法估计校准曲线。',
  'Predicted risks lie {} from the calibration curve on average (ICI; at most 5 %).':
    '预测风险与校准曲线平均相差 {}（ICI；应不超过 5%）。',
  'The c-statistic cannot be estimated.': '无法估计 c 统计量。',
  '{} of {} predicted risks are below 0.1 % or above 99.9 %; {} of these are contradicted by the outcome.':
    '{1} 个预测风险中有 {0} 个低于 0.1% 或高于 99.9%，其中 {2} 个与结局相反。',
  'Judge the new model on other patients than these (cohort validate): figures on the patients of the update flatter it.':
    '请在其他患者中评价新模型（cohort validate）：用于更新的患者的数字偏乐观。',
  'The model cannot be refitted here (a predictor does not vary, or separates the outcome), so nothing can be tested: only the intercept is updated.':
    '此处无法重新拟合模型（有预测因子无变化，或将结局完全分离），因此无法检验：仅更新截距。',
  'Fewer than {} patients in the smaller outcome group: only the intercept is updated, whatever the tests say.':
    '较小的结局组不足 {} 例：无论检验结果如何，仅更新截距。',
  'grossly-wrong': '严重失准',
  'too-few-patients': '例数太少',
  unclear: '尚不明确',
  'no-discrimination': '无区分能力',
  recalibrate: '须重新校准',
  'no-disagreement-found': '未见不一致',
}
