import { globSync, readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { repositoryPath } from '../support/paths.ts'

const HAN = /\p{Script=Han}/u

interface Line {
  readonly at: string
  readonly text: string
}

/** The files that hold Chinese texts, beside those that only recognise them. */
const FILES = [
  'cds-services/{boards,models,scores,templates,terminology}/**/*.{json,md}',
  'src/hook/doctor/**/*-texts.ts',
  'src/hook/entry/entry-words.ts',
  'src/pages/language/zh-cn.ts',
  'src/evaluation/cohort/plain-words.ts',
]

/** Every line with Chinese in it that somebody is shown. */
const lines: readonly Line[] = FILES.flatMap((pattern) =>
  globSync(pattern, { cwd: repositoryPath('') }),
)
  .flatMap((file) =>
    readFileSync(repositoryPath(file), 'utf8')
      .split('\n')
      .map((text, i) => ({ at: `${file}:${String(i + 1)}`, text })),
  )
  .filter(({ text }) => HAN.test(text))

/** Words that a Chinese physician reads as something else, with what is said in their place. */
const WORDS: readonly (readonly [word: RegExp, better: string])[] = [
  [/偏好|偏差/, '提示预后较好、较差'],
  [/下次检查/, '再次下达医嘱时'],
  [/开具[：:]?(肿瘤包膜|CNLC|D\*)/, '请补充'],
  [/优势/, '比值（odds）、OR、回归贡献'],
  [/问题列表|无记录的问题/, '诊断'],
  [/'操作'|"操作"|既往操作/, '手术/操作史、医嘱项目、可执行的操作'],
  [/(?<!录)输入/, '指标'],
  [/扫描仪/, 'MRI 设备'],
  [/把握程度/, '可信程度、不确定性'],
  [/只认/, '仅包含'],
  [/从不猜测|这(些)?是界限/, '不作推测；可能范围'],
  [/本项目/, '本软件'],
  [/血常规加/, '血常规（含白细胞分类计数）'],
  [/添加多学科|签署医嘱/, '申请 MDT 会诊；提交医嘱'],
  [/进行 ?TACE|病历中已有 ?TACE/, '行 TACE；既往已行 TACE'],
  [/暂定/, '未经校准'],
  [/推理|说明卡/, '计算依据；模型说明'],
  [/过旧/, '已过时限'],
  [/(?<!抗肿瘤)(?<!局部)系统治疗/, '系统抗肿瘤治疗'],
  [/观察项/, '在影像报告中注明'],
]

describe('the Chinese texts', () => {
  test('are many, and are found', () => {
    expect(lines.length).toBeGreaterThan(300)
  })

  test.each(WORDS)('do not say %s, but %s', (word) => {
    expect(lines.filter(({ text }) => word.test(text)).map(({ at }) => at)).toEqual([])
  })

  test('have one typography: full-width marks beside Chinese, no space before a percent sign', () => {
    const odd = /\p{Script=Han}\s?[,:;()?!]|[,;(?!]\s?\p{Script=Han}|\d[ \u00a0]%|\} %|％/u
    const inCode = /`[^`]*`|"[\w$-]+":|\w+:|https?:\S+|\{\{[^}]*\}\}|\\u[\da-f]{4}/g
    const wrong = lines.filter(({ text }) => odd.test(text.replace(inCode, '')))
    expect(wrong.map(({ at, text }) => `${at} ${text.trim().slice(0, 60)}`)).toEqual([])
  })
})
