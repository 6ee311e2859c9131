/** What makes a sentence say less than it seems to: the kinds of ConText, and the ones of a liver. */
export type ContextKind = 'doubt' | 'other-organ' | 'earlier' | 'hypothetical' | 'several'

/**
 * By kind, the words that say it. After Harkema et al., ConText, J Biomed Inform 2009;42:839, in
 * words of radiology reports; negation is in the values, since it is what a capsule or a thrombus
 * is said to be.
 */
export const CONTEXT_RULES: Readonly<Record<Exclude<ContextKind, 'several'>, RegExp>> = {
  doubt:
    /\b(?:possibl[ey]|probabl[ey]|suspicious|suspected|may|might|cannot be (?:excluded|ruled out)|can(?:not| not) exclude|questionable|equivocal|likely|suggest\w*|uncertain|indeterminate|difficult to (?:assess|evaluate))\b|[?？]|可能|可疑|疑|考虑|拟|待排|不除外|不能除外|似|倾向|难以|无法|是否|显示不清|不明确|欠清/iu,
  'other-organ':
    /\b(?:prostat\w*|renal|kidneys?|spleen|splenic|pancrea\w*|lungs?|pulmonary|uter\w*|endometri\w*|cervi\w*|breasts?|gall ?bladder|lymph nodes?|bones?|vertebra\w*|adrenals?|ovar\w*|thyroid|rectal|rectum|muscle|bladder|parenchyma|background liver|normal liver|h(?:a?)emangiomas?|cysts?|cystic|FNH)\b|前列腺|肾|脾|胰|肺|子宫|宫颈|乳腺|胆囊|淋巴结|骨|卵巢|甲状腺|直肠|膀胱|肌肉|肝实质|背景肝|正常肝|血管瘤|囊肿/iu,
  earlier:
    /\b(?:previous(?:ly)?|prior|formerly|former|earlier|last (?:study|exam\w*|mri|ct)|history of|post-?TACE|after (?:TACE|treatment|resection|ablation)|status post|treated|in 20\d\d|pre-?operative|was on)\b|前次|上次|既往|原片|旧片|以往|前片|术前|治疗前|术后|介入后|20\d\d[-年.]/iu,
  hypothetical:
    /\b(?:if|should|recommend\w*|rule out|r\/o|in case of|please|to (?:assess|evaluate|look) for|criteria|protocol|indication|clinical (?:question|information))\b|建议|如有|若|请结合|必要时|复查|目的|申请/iu,
}
