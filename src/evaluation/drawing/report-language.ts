/** Languages (BCP 47) that reports are written in. */
export const REPORT_LANGUAGES = ['en', 'zh-CN'] as const

export type ReportLanguage = (typeof REPORT_LANGUAGES)[number]
