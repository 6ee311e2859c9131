import { Option } from 'commander'
import { readSettings } from '../../../base/config/read-settings.ts'
import { chooseLanguage } from '../../../base/language.ts'
import type { Terminal } from '../../../base/terminal/terminal.ts'
import { REPORT_LANGUAGES, type ReportLanguage } from '../../drawing/report-language.ts'

export const languageOption = () =>
  new Option('--language <tag>', 'language of the report (default: LANGUAGE)').choices(
    REPORT_LANGUAGES,
  )

/** The language that is asked for, else the site's, else English. */
export function reportLanguage(
  asked: ReportLanguage | undefined,
  { environment }: Terminal,
): ReportLanguage {
  const wanted = asked ?? readSettings(['language'], environment).language
  const chosen = chooseLanguage(wanted, REPORT_LANGUAGES)
  return REPORT_LANGUAGES.find((language) => language === chosen) ?? 'en'
}
