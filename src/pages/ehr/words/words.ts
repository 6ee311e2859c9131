import { toLookup } from '../../../base/lookup.ts'
import { useSpeech } from '../../language/language.tsx'
import { type EhrWords, en } from './en.ts'
import { zhCn } from './zh-cn.ts'

const WORDS = toLookup<EhrWords>({ en, 'zh-CN': zhCn })

/** The words that only the mock EHR has. */
export const useWords = (): EhrWords => WORDS[useSpeech().language] ?? en
