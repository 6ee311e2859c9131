import ts from 'typescript'
import { type Add, type Site, siteList } from './site.ts'

const OPERATORS: Readonly<Record<string, readonly string[]>> = {
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '===': ['!=='],
  '!==': ['==='],
  '&&': ['||'],
  '||': ['&&'],
  '+': ['-'],
  '-': ['+'],
  '*': ['/'],
  '/': ['*'],
}

const TWINS: Readonly<Record<string, string>> = {
  some: 'every',
  every: 'some',
  min: 'max',
  max: 'min',
  find: 'findLast',
  findLast: 'find',
  floor: 'ceil',
  ceil: 'floor',
}

/** Calls whose result is that of the list they are called on, when they are left out. */
const DROPPED = ['filter', 'sort', 'toSorted', 'reverse', 'toReversed', 'slice', 'trim']

const isText = (node: ts.Node) => ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)

const spanOf = (node: ts.Node) => [node.getStart(), node.end] as const

/** Types and imports say nothing that a test could see. */
const isSilent = (node: ts.Node) =>
  ts.isTypeNode(node) ||
  ts.isImportDeclaration(node) ||
  ts.isInterfaceDeclaration(node) ||
  ts.isTypeAliasDeclaration(node)

function operators(node: ts.Node, add: Add) {
  if (!ts.isBinaryExpression(node)) return
  const { left, right, operatorToken } = node
  const sign = operatorToken.getText()
  if (sign === '??') add('fallback dropped', [left.end, node.end], '')
  const joinsTexts = isText(left) || isText(right)
  if (sign === '+' && joinsTexts) return
  for (const to of OPERATORS[sign] ?? []) add(`operator ${sign}`, spanOf(operatorToken), to)
}

function values(node: ts.Node, add: Add) {
  if (ts.isNumericLiteral(node)) {
    const value = Number(node.text.replaceAll('_', ''))
    for (const to of [value + 1, value - 1, value * 2])
      add('number', spanOf(node), to < 0 ? `(${String(to)})` : String(Number(to.toPrecision(12))))
  }
  if (node.kind === ts.SyntaxKind.TrueKeyword) add('boolean', spanOf(node), 'false')
  if (node.kind === ts.SyntaxKind.FalseKeyword) add('boolean', spanOf(node), 'true')
  if (ts.isStringLiteral(node) && node.text === '-') add('sign of a text', spanOf(node), "'+'")
  if (ts.isStringLiteral(node) && node.text === '+') add('sign of a text', spanOf(node), "'-'")
}

function prefixes(node: ts.Node, add: Add) {
  if (!ts.isPrefixUnaryExpression(node)) return
  const span = [node.getStart(), node.operand.getStart()] as const
  if (node.operator === ts.SyntaxKind.ExclamationToken) add('negation removed', span, '')
  if (node.operator === ts.SyntaxKind.MinusToken) add('sign removed', span, '')
}

const leaves = (statement: ts.Statement | undefined) =>
  statement !== undefined &&
  (ts.isReturnStatement(statement) ||
    ts.isThrowStatement(statement) ||
    ts.isContinueStatement(statement))

function branches(node: ts.Node, add: Add) {
  if (ts.isConditionalExpression(node)) {
    const { whenTrue, whenFalse } = node
    const to = `${whenFalse.getText()} : ${whenTrue.getText()}`
    add('branches swapped', [whenTrue.getStart(), whenFalse.end], to)
  }
  if (!ts.isIfStatement(node)) return
  const { thenStatement: then, elseStatement: other } = node
  if (other !== undefined)
    add(
      'branches swapped',
      [then.getStart(), other.end],
      `${other.getText()} else ${then.getText()}`,
    )
  const last = ts.isBlock(then) ? then.statements.at(-1) : then
  if (other === undefined && leaves(last)) add('early return removed', spanOf(node), ';')
}

function calls(node: ts.Node, add: Add) {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return
  const { name, expression } = node.expression
  const twin = Object.hasOwn(TWINS, name.text) ? TWINS[name.text] : undefined
  if (twin !== undefined) add(`${name.text} to ${twin}`, spanOf(name), twin)
  if (DROPPED.includes(name.text)) add(`${name.text} dropped`, [expression.end, node.end], '')
}

/** Every place of a TypeScript source at which a mutant can be made. */
export function codeSites(file: string, text: string): readonly Site[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  const { sites, add } = siteList(source)
  function visit(node: ts.Node) {
    if (isSilent(node)) return
    for (const operator of [operators, values, prefixes, branches, calls]) operator(node, add)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return sites
}
