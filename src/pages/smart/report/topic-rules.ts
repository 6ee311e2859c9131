/** What a report may speak of, by the input of the form that it could answer. */
export type Topic =
  | 'capsuleIncomplete'
  | 'adc'
  | 'dStar'
  | 'cnlcStageIIIa'
  | 'tumourSize'
  | 'tumourNumber'
  | 'vascularInvasion'

interface TopicRule {
  readonly topic: Topic
  /** Where the report speaks of it. */
  readonly mention: RegExp
  /** What holds its word and means another thing; taken out before. */
  readonly other?: RegExp
  /** What makes it a bound, a change, a part or another measure: then no value is taken. */
  readonly never: RegExp
  /** What is said, the first that fits; of numbers the digits. */
  readonly values: readonly (readonly [value: string, said: RegExp])[]
}

/** Raised with every change of a rule: it stands beside what a person confirms. */
export const RULES_VERSION = '1.1.0'

// Bounded throughout: a report may be long, and none may take long.
const NUMBER = String.raw`\d{1,6}(?:\.\d{1,6})?`
const RANGE = String.raw`\s{0,3}(?:-|–|~|～|to\b|and\b|至)\s{0,3}\d`
const UNIT = String.raw`(?:\s{0,3}(?:[x×*]\s{0,3}10\s{0,3}\^?\s{0,3}[-−⁻]?\s{0,3}[3³6⁶]\s{0,3})?(?:mm\s{0,3}[2²]\s{0,3}\/\s{0,3}s(?:ec)?|平方毫米\/秒))?`

/** One to three lengths; no area, and no part of a longer number. */
const LENGTH = String.raw`\d{1,3}(?:\.\d{1,2})?`
const SIZE = String.raw`(?<![\d.])${LENGTH}(?:\s?[cm]m)?(?:\s?[x×*]\s?${LENGTH}(?:\s?[cm]m)?){0,2}(?<=[cm]m)(?![\d²³])`

/** Between a name and its number: words that say of what it is, and no other measure. */
const LINK = String.raw`(?:[\s=:：()（）]|values?|means?|average|of|the|is|was|an?|in|lesion|tumou?r|mass|nodule|measures|measured|about|approximately|值|均|平均|为|是|约|病灶|肿瘤|肿块|结节)`

const measured = (name: string): readonly (readonly [string, RegExp])[] => [
  [
    '#',
    new RegExp(
      String.raw`(?:${name})${LINK}{0,20}(?<![a-z\d])(${NUMBER})(?!\s?[.,]?\d)(?!${RANGE})(?!\s?(?:%|b[\s-]|个|[cm]m\b(?!\s?[2²])))${UNIT}`,
      'iu',
    ),
  ],
]

const NEVER_MEASURED =
  /[<>≤≥±]\s?\d|\b(?:min(?:imum|imal)?|max(?:imum|imal)?|SD|standard deviation|ratio|threshold|cut-?off|normal|range[sd]?|between|percentile|increas\w+ by|decreas\w+ by|less than|more than|below|above|at least|up to)\b|最[大小低高](?!层|径|截)|标准差|比值|阈值|正常|范围|[小大低高]于|不足|超过|[减降升增]低?约?\s?\d/iu

const ADC = String.raw`\bADC\b|apparent diffusion coefficient|表观(?:弥散|扩散)系数`
const D_STAR = String.raw`D\s?\*|\bD-?star\b|pseudo-?diffusion(?: coefficient)?|fast diffusion coefficient|(?:伪|假)扩散系数|灌注相关(?:扩散|弥散)系数|快速?(?:扩散|弥散)系数`
/** A stage without its letter is none of CNLC, but the last. */
const STAGE = String.raw`(?:IV|Ⅳ|4|(?:I{1,3}|[ⅠⅡⅢ]|[1-3])\s?[ab])`
const TUMOUR = String.raw`lesions?|mass(?:es)?|nodules?|tumou?rs?|HCCs?`
const TUMOUR_ZH = String.raw`病灶|结节|肿块|占位|肿瘤|癌灶`

export const TOPIC_RULES: readonly TopicRule[] = [
  {
    topic: 'capsuleIncomplete',
    mention:
      /(?:pseudo-?)?capsul(?:e|es|ar|ation)\b|\b(?:non-?|un)?encapsulat\w*|(?:假|纤维|肿瘤)?包膜/iu,
    never:
      /\b(?:nearly|near-|almost|most(?:ly)?|largely|essentially|grossly|virtually|relatively)\b|\b(?:no|not|without)\s+(?:\w+\s+){0,3}(?:disrupt\w*|defects?|interrupt\w*|breach\w*|discontinu\w*|incomplete)|(?:未见|无|没有)[^，,。；完包]{0,6}(?:中断|缺损|不连续|不完整|突破|破坏|残缺)|(?:大部|基本|大致|较为?|尚|相对|略)[^，,。；]{0,3}(?:完整|连续|完全)/iu,
    other:
      /(?:liver|hepatic|glisson(?:['’]s|ian)?|renal|splenic|prostat\w+|joint|internal|external|adrenal)\s+capsul\w*|\b(?:sub|extra)capsular\w*|capsul(?:ar|e)\s+(?:retraction|endoscopy|artery|vein|bulge)|(?:肝|脾|肾|前列腺|肾上腺|淋巴结|Glisson|关节)包膜|包膜(?:下|外|皱缩|凹陷)/giu,
    values: [
      [
        'incomplete',
        /\b(?:in-?complete(?:ly)?|dis-?continuous|interrupted|disrupted|breached|partial(?:ly)?|defect\w*|not (?:\w+ )?(?:complete|intact|continuous)|non-?continuous|no (?:complete|intact|continuous))\b|不完整|不完全|不全|欠完整|欠连续|不连续|中断|部分|缺损|残缺|(?:未见|无)(?:明显|明确)?完整/iu,
      ],
      [
        'absent',
        /\b(?:no|without(?: an?)?|lacks?(?: an?)?|lacking(?: an?)?|absence of(?: an?)?)\s+(?:\w+[\s-]+){0,4}(?:pseudo-?)?capsul|capsul\w*[^.;]{0,30}\b(?:absent|not (?:seen|identified|visible|present|visuali[sz]ed))|\b(?:non-?|un)encapsulated|not encapsulated|(?:无|未见|没有|缺乏|未显示)(?:明显|明确|确切|强化|的)*(?:假|纤维|肿瘤)?包膜|包膜(?:缺如|未见|未显示)/iu,
      ],
      [
        'complete',
        /\b(?:complete(?:ly)?|intact|entire|continuous|uninterrupted|well-?\s?encapsulated|fully)\b|完整|完全|连续/iu,
      ],
    ],
  },
  { topic: 'adc', mention: new RegExp(ADC, 'iu'), never: NEVER_MEASURED, values: measured(ADC) },
  {
    topic: 'dStar',
    mention: new RegExp(D_STAR, 'iu'),
    never: NEVER_MEASURED,
    values: measured(D_STAR),
  },
  {
    topic: 'cnlcStageIIIa',
    mention: /\bCNLC\b|China liver cancer(?: staging)?|中国肝癌(?:临床)?分期/iu,
    never: new RegExp(
      String.raw`${STAGE}期?\s{0,2}(?:or|and|to|vs|[-–~～/、,，→]|或|至|到|及|和)[^.。；]{0,6}${STAGE}|${STAGE}[^.。；]{0,8}(?:to|进展|→)[^.。；]{0,4}${STAGE}|\b(?:not|no|never|below|above|at least)\s+(?:CNLC|China)|(?:非|不是|排除|除外|未达)\s?(?:CNLC|中国)|期?以[上下]`,
      'iu',
    ),
    values: [
      [
        '#',
        new RegExp(
          String.raw`(?:CNLC|China liver cancer(?: staging)?|中国肝癌(?:临床)?分期)[\s:：分期方案(（)）为是stage-]{0,14}(${STAGE})(?![\w\d])`,
          'iu',
        ),
      ],
    ],
  },
  {
    topic: 'tumourSize',
    mention: new RegExp(
      String.raw`(?:(?:${TUMOUR})\b[^.;]{0,60}?|(?:${TUMOUR_ZH}|大小|直径|长径|最大径)[^。；]{0,20}?)${SIZE}|${SIZE}\s(?:\w{1,20}\s){0,3}(?:${TUMOUR})\b`,
      'iu',
    ),
    never:
      /[<>≤≥]\s?\d|\b(?:from|away|distance|thick\w*|grew|grown|margin|(?:in|de)creas\w+ by)\b|距|间距|相距|厚|(?:增大|缩小|增加|减小)约?\s?\d|(?:门静脉|脾|胆囊|胆总管|主动脉)[^，,。；]{0,6}\d/iu,
    values: [['#', new RegExp(`(${SIZE})`, 'iu')]],
  },
  {
    topic: 'tumourNumber',
    mention: new RegExp(
      String.raw`\b(?:single|solitary|one|two|three|four|five|multiple|several|(?<![\d.])\d{1,2}(?!\s*[cm]m\b))\s+(?:[a-z-]+\s+){0,3}(?:${TUMOUR})\b|(?:单发|多发|[一两二三四五]|\d{1,2})(?:个|枚|处)?[^，。；]{0,8}(?:${TUMOUR_ZH})|(?:${TUMOUR_ZH})[^，。；]{0,6}(?:[一两二三四五]|\d{1,2})(?:个|枚|处)`,
      'iu',
    ),
    never: /\b(?:at least|more than|up to|about)\b|至少|以上|超过/iu,
    values: [
      ['many', /\b(?:multiple|several)\b|多发/iu],
      ['1', /\b(?:single|solitary|one)\b|单发|[一1](?:个|枚|处)/iu],
      ['2', /\b(?:two|2)\b|[两二2](?:个|枚|处)/iu],
      ['3', /\b(?:three|3)\b|[三3](?:个|枚|处)/iu],
      ['4', /\b(?:four|4)\b|[四4](?:个|枚|处)/iu],
      ['5', /\b(?:five|5)\b|[五5](?:个|枚|处)/iu],
    ],
  },
  {
    topic: 'vascularInvasion',
    mention:
      /vascular invasion|macrovascular|\bPVTT\b|(?:portal|hepatic)\s+(?:venous|vein\w*|branch\w*)[^.;]{0,40}?(?:thromb\w+|invasion|invaded|invades)|(?:thromb\w+|invasion|invades|invading)[^.;]{0,30}?(?:portal|hepatic)\s+v(?:ein|enous)|癌栓|(?:血管|脉管)侵犯|(?:门静脉|肝静脉|下腔静脉)[^，。；]{0,10}(?:侵犯|受侵)/iu,
    other: /\bmicro-?vascular invasion\b|微血管侵犯|微脉管侵犯/giu,
    never:
      /\b(?:bland|resol\w+|recanali[sz]\w+|disappear\w*|not (?:assess|evaluat|report|stat)\w*)\b|消失|再通|未评|未提/iu,
    values: [
      [
        'absent',
        /\b(?:no|without|negative for|absence of|free of)\b[^.;]{0,60}(?:invasion|thromb|PVTT|macrovascular)|(?:invasion|thromb\w+|PVTT)[^.;]{0,20}(?:absent|none|negative|not (?:seen|identified|present))|(?:癌栓|侵犯|受侵)\s?[:：(（]\s?(?:无|未见|阴性|[-−—]|\(-\))|(?:未见|无|没有|未发现)[^，。；]{0,14}(?:癌栓|侵犯|受侵)/iu,
      ],
      ['present', /./u],
    ],
  },
]
