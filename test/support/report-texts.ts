import { readFileSync } from 'node:fs'
import ts from 'typescript'
import { unescapeMarkup } from '../../src/evaluation/drawing/markup.ts'
import { repositoryPath } from './paths.ts'

/** The texts of a page and of its figures, as a reader sees them. */
export const textsOfPage = (html: string): readonly string[] => {
  const body = html.slice(html.indexOf('<body>')).replaceAll(/<style>[^]*?<\/style>/g, '')
  const nodes = [...body.matchAll(/>([^<>]+)</g), ...body.matchAll(/ aria-label="([^"]*)"/g)]
  return nodes.map(([, text = '']) => unescapeMarkup(text).trim()).filter((text) => text !== '')
}

/** Two English words beside each other; names and codes come alone. */
const ENGLISH = /\b[a-z]{2,}[,:]? (?:[a-z]+ )?[a-z]{2,}\b/

/** Commands, tests by name and authors, which are the same in every language. */
const SAME =
  /cohort (drift|validate|proposals)|--[a-z-]+|Hosmer-Lemeshow|Lucas|Saccucci|P \d|\bn = /g

export const englishIn = (texts: readonly string[]): readonly string[] =>
  texts.filter((text) => ENGLISH.test(text.replaceAll(SAME, '')))

/** Half-width marks beside Chinese, and a blank before a sign of per cent. */
const ODD = /\p{Script=Han}\s?[,:;()?!]|[,;(?!]\s?\p{Script=Han}|\d[ \u00a0]%/u

export const oddIn = (texts: readonly string[]): readonly string[] =>
  texts.filter((text) => /\p{Script=Han}/u.test(text) && ODD.test(text))

/** Whether a text is said to nobody who reads a report: an error, an option of a command. */
function isAside(node: ts.Node): boolean {
  const { parent } = node
  if (ts.isImportDeclaration(parent) || ts.isLiteralTypeNode(parent)) return true
  if (ts.isNewExpression(parent)) return true
  return (
    ts.isCallExpression(parent) &&
    /option|argument|refuse|malformed/i.test(parent.expression.getText())
  )
}

function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text
  if (!ts.isTemplateExpression(node)) return undefined
  return node.head.text + node.templateSpans.map(({ literal }) => `{}${literal.text}`).join('')
}

/** The sentences and names of more than one word in a file of the program, with `{}` for values. */
export function textsOfSource(file: string): readonly string[] {
  const path = repositoryPath(file)
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true)
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    const text = textOf(node)
    if (text !== undefined && !text.includes('<') && /[a-z]{2}/i.test(text) && !isAside(node))
      found.push(text.trim())
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}
