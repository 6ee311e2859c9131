import ts from 'typescript'
import { isLoinc, isSnomedConcept } from '../../src/catalog/check-digits.ts'
import { type Add, type Site, siteList } from './site.ts'

/** What is said to people: the mutants are of what is computed, matched and recognised. */
const PROSE =
  /^(?:\$schema|_.*|citation|.*[sS]ource|origin|formula|title|name|display|description|method|population|outcome|.*[rR]eason|url|id|version|parity|publisher|copyright|date|experimental|designation|definition|valueString)$/

const SIDES: Readonly<Record<string, string>> = {
  below: 'atMost',
  atMost: 'below',
  above: 'atLeast',
  atLeast: 'above',
}

const spanOf = (node: ts.Node) => [node.getStart(), node.end] as const

const nameOf = (node: ts.PropertyAssignment) =>
  ts.isStringLiteral(node.name) ? node.name.text : node.name.getText()

const isNumber = (node: ts.Node) => ts.isNumericLiteral(node) || ts.isPrefixUnaryExpression(node)

const DIGITS = [...'0123456789']

/** Another code of the same length whose check digit is right; none of a system without one. */
function neighbourOf(code: string): string | undefined {
  const bumped = code.replace(/(?<=^.)\d/, (digit) => String((Number(digit) + 1) % 10))
  return DIGITS.map((digit) => bumped.replace(/\d$/, digit)).find(
    (other) => other !== code && (isLoinc(other) || isSnomedConcept(other)),
  )
}

function numbers(node: ts.Node, add: Add) {
  if (!isNumber(node)) return
  const value = Number(node.getText())
  for (const to of [value + 1, value - 1, value * 1.1, value * 0.9])
    add('number', spanOf(node), String(Number(to.toPrecision(15))))
}

function booleans(node: ts.Node, add: Add) {
  if (node.kind === ts.SyntaxKind.TrueKeyword) add('boolean', spanOf(node), 'false')
  if (node.kind === ts.SyntaxKind.FalseKeyword) add('boolean', spanOf(node), 'true')
}

function entries(node: ts.Node, add: Add) {
  if (!ts.isArrayLiteralExpression(node) || node.elements.every(isNumber)) return
  const all = node.elements
  all.forEach((one, i) => {
    const [before, after] = [all[i - 1], all[i + 1]]
    if (before !== undefined) add('entry deleted', [before.end, one.end], '')
    else if (after !== undefined) add('entry deleted', [one.getStart(), after.getStart()], '')
  })
}

function codes(node: ts.Node, add: Add) {
  if (!ts.isStringLiteral(node)) return
  const other = neighbourOf(node.text)
  if ((isLoinc(node.text) || isSnomedConcept(node.text)) && other !== undefined)
    add('code replaced', spanOf(node), JSON.stringify(other))
}

function sides(node: ts.Node, add: Add) {
  if (!ts.isPropertyAssignment(node)) return
  const other = SIDES[nameOf(node)]
  if (other !== undefined) add('side of a threshold', spanOf(node.name), JSON.stringify(other))
}

type Values = ReadonlyMap<string, readonly string[]>

/** A status, system, unit, class or name of something takes another value it has in the file. */
function others(node: ts.Node, add: Add, values: Values) {
  if (!ts.isPropertyAssignment(node) || !ts.isStringLiteral(node.initializer)) return
  const { initializer } = node
  const all = values.get(nameOf(node)) ?? []
  const next = all[(all.indexOf(initializer.text) + 1) % all.length]
  if (next !== undefined) add('another value', spanOf(initializer), JSON.stringify(next))
}

/** Calls `visit` with every node that is not what people are told. */
function walk(node: ts.Node, visit: (node: ts.Node) => void) {
  if (ts.isPropertyAssignment(node) && PROSE.test(nameOf(node))) return
  visit(node)
  ts.forEachChild(node, (child) => {
    walk(child, visit)
  })
}

/** The texts that each property has in a file, in their order. */
function valuesIn(source: ts.Node): Values {
  const values = new Map<string, string[]>()
  walk(source, (node) => {
    if (!ts.isPropertyAssignment(node) || !ts.isStringLiteral(node.initializer)) return
    const all = values.get(nameOf(node)) ?? []
    if (!all.includes(node.initializer.text)) all.push(node.initializer.text)
    values.set(nameOf(node), all)
  })
  return values
}

/** Every place of a JSON file of `cds-services/` at which a mutant can be made. */
export function dataSites(file: string, text: string): readonly Site[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.JSON, true, ts.ScriptKind.JSON)
  const { sites, add } = siteList(source)
  const values = valuesIn(source)
  walk(source, (node) => {
    for (const operator of [numbers, booleans, entries, codes, sides]) operator(node, add)
    others(node, add, values)
  })
  return sites
}
