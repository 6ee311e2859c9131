import { readFileSync } from 'node:fs'
import { settingNames } from '../../src/base/config/describe-settings.ts'
import { filesIn, repositoryPath } from '../support/paths.ts'

export const GUIDES = 'docs/integration-guides'

/** The guides of products, without the list of them. */
export const productGuides = filesIn(GUIDES).filter(
  (name) => name.endsWith('.md') && name !== 'README.md',
)

export const textOf = (path: string): string => readFileSync(repositoryPath(path), 'utf8')

/** The fenced blocks of a language. */
export const fenced = (markdown: string, language: string): readonly string[] =>
  [...markdown.matchAll(/^```(\w*)[^\n]*\n([\s\S]*?)^```$/gm)]
    .filter(([, name]) => name === language)
    .map(([, , text = '']) => text)

/** Names of settings: capitals with an underscore, as the configuration has them. */
export const settingsNamedIn = (text: string): readonly string[] => [
  ...new Set(text.match(/(?<![\w/{$-])[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?![\w/-])/g) ?? []),
]

const known = new Set(settingNames())

/** Whether the configuration knows a setting. */
export const isSetting = (name: string): boolean => known.has(name)
