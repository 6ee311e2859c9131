import type { RiskModelFile } from '../../catalog/schemas.ts'
import { VERSIONS_FILE, versionsSourceOf } from '../../catalog/check-versions.ts'
import { firmShares } from './firm-shares.ts'
import { anchorIntercepts } from './anchor-intercepts.ts'

/** Digits of an intercept that no risk depends on: what is beyond them differs between machines. */
const DECIMALS = 8

/** Intercepts as they are written to a file. */
export const toWritten = (intercepts: Float64Array): readonly number[] =>
  Array.from(intercepts, (intercept) => Number(intercept.toFixed(DECIMALS)))

const PER_LINE = 10

/** Numbers in lines of ten, so that a difference can be read. */
function inLines(numbers: readonly number[]): string {
  const lines = Array.from({ length: Math.ceil(numbers.length / PER_LINE) }, (_, i) =>
    numbers.slice(i * PER_LINE, (i + 1) * PER_LINE).join(', '),
  )
  return `[\n    ${lines.join(',\n    ')}\n  ]`
}

/** The file of a model's versions; nothing where it has none. Costs half a second. */
export function versionsFile(model: RiskModelFile): string | undefined {
  const { versions, terms, anchor, id, version, categories } = model
  if (versions === undefined) return undefined
  const source = { terms, versions, population: anchor.population, categories }
  const intercepts = toWritten(anchorIntercepts(source, { kind: 'documented' }))
  const members = {
    $schema: '../../schemas/versions.schema.json',
    _about: `Generated from risk-model.json by npx tace-cds versions; ${VERSIONS_FILE} is never edited.`,
    model: `${id} ${version}`,
    madeFrom: versionsSourceOf(model),
    firmShares: firmShares(source, Float64Array.from(intercepts)),
  }
  const head = Object.entries(members).map(
    ([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)},\n`,
  )
  return `{\n${head.join('')}  "intercepts": ${inLines(intercepts)}\n}\n`
}
