import { createContext, type ReactNode, useContext, useEffect, useState } from 'react'
import { chooseLanguage } from '../../base/language.ts'
import { en, type Texts } from './en.ts'
import { zhCn } from './zh-cn.ts'
import { toLookup } from '../../base/lookup.ts'

/** The languages of the pages, by BCP 47 tag, each under its own name. */
const LANGUAGES = toLookup<{ readonly name: string; readonly texts: Texts }>({
  en: { name: 'English', texts: en },
  'zh-CN': { name: '简体中文', texts: zhCn },
})

interface Speech {
  readonly language: string
  readonly texts: Texts
  readonly setLanguage: (language: string) => void
}

const STORED = 'language'

const SpeechContext = createContext<Speech>({
  language: 'en',
  texts: en,
  setLanguage: () => undefined,
})

/** What the person chose before, else what the browser asks for, else English. */
function firstLanguage(): string {
  const wanted = [localStorage.getItem(STORED) ?? '', ...navigator.languages]
  return chooseLanguage(wanted.join(','), Object.keys(LANGUAGES)) ?? 'en'
}

/** Also names the language in the document, which screen readers go by. */
export function LanguageProvider({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState(firstLanguage)
  const texts = LANGUAGES[language]?.texts ?? en
  useEffect(() => {
    document.documentElement.lang = language
  }, [language])
  const choose = (chosen: string) => {
    localStorage.setItem(STORED, chosen)
    setLanguage(chosen)
  }
  return <SpeechContext value={{ language, texts, setLanguage: choose }}>{children}</SpeechContext>
}

export const useSpeech = (): Speech => useContext(SpeechContext)

export function LanguageSwitch() {
  const { language, texts, setLanguage } = useSpeech()
  return (
    <label className="switch">
      <span className="quiet">{texts.common.language}</span>
      <select value={language} onChange={(event) => setLanguage(event.target.value)}>
        {Object.entries(LANGUAGES).map(([tag, { name }]) => (
          <option key={tag} value={tag} lang={tag}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )
}
