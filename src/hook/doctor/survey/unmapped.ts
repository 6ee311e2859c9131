import { type Concept, nameOf, textsOf } from '../../../clinical/fhir/concept.ts'
import { type OrderView, readOrder } from '../../../clinical/fhir/order.ts'
import type { FhirResource } from '../../../clinical/fhir/resource.ts'
import type { Statement } from '../../../clinical/fhir/statements.ts'
import {
  type AuxiliaryInput,
  type PredictorDefinition,
  searchedCodes,
} from '../../../clinical/readings/input-definition.ts'
import type { OrderRecognition } from '../../../clinical/recognition/definition.ts'
import { type OrderVerdict, recogniseOrder } from '../../../clinical/recognition/recognise.ts'
import { foldText } from '../../../clinical/terminology/phrase.ts'
import { hasMember } from '../../../clinical/terminology/value-set.ts'

/** A code of a record that no value set holds, and what it may mean. */
export interface UnmappedCode {
  readonly system: string
  readonly code: string
  readonly name: string
  /** Value sets that it may belong into; one where it is clear. */
  readonly mayBe: readonly string[]
  /** Of a number: that it came without a unit. */
  readonly isWithoutUnit?: boolean
}

/** A concept by its first coding that a site can map; nothing where it has no system or no code. */
export function toUnmapped(
  concept: Concept,
  mayBe: readonly string[],
  isWithoutUnit?: boolean,
): readonly UnmappedCode[] {
  for (const { system, code } of concept.codings) {
    if (system === undefined || code === undefined) continue
    const found = { system, code, name: nameOf(concept), mayBe }
    return [isWithoutUnit === undefined ? found : { ...found, isWithoutUnit }]
  }
  return []
}

const WORDS = /[a-z]{2,}|[\u4e00-\u9fff]/g

/** In the singular: a laboratory counts neutrophils, and a value set is of a neutrophil count. */
const wordsOf = (texts: readonly string[]) =>
  new Set(
    texts
      .flatMap((text) => text.toLowerCase().match(WORDS) ?? [])
      .map((word) => word.replace(/s$/, '')),
  )

/** The words of a code and of its letters, and whether its values are a share or a number. */
function wordsOfStatement({ code, value }: Statement): ReadonlySet<string> {
  const unit = value?.kind === 'quantity' ? (value.quantity.unit ?? value.quantity.code ?? '') : ''
  const codes = code.codings.flatMap((coding) => coding.code ?? [])
  return wordsOf([...textsOf(code), ...codes, unit.includes('%') ? 'percentage' : 'count'])
}

type Input = PredictorDefinition | AuxiliaryInput

/**
 * The value sets of an input that share most words with a code, and of these the ones whose name
 * says least beside; one where it is clear.
 */
function valueSetsFor(input: Input, statement: Statement): readonly string[] {
  const words = wordsOfStatement(statement)
  const scored = searchedCodes(input).map(({ id, title, codings }) => {
    const own = wordsOf([id, title, ...codings.flatMap(({ display }) => display ?? [])])
    const shared = [...words].filter((word) => own.has(word)).length
    const beside = [...wordsOf([id])].filter((word) => !words.has(word)).length
    return { id, score: shared - beside }
  })
  const best = Math.max(...scored.map(({ score }) => score))
  return [...new Set(scored.filter(({ score }) => score === best).map(({ id }) => id))]
}

/** The codes of values by which no input is searched, and that look like one by their words. */
export function unmappedValues(
  statements: readonly Statement[],
  inputs: readonly Input[],
): readonly UnmappedCode[] {
  const known = inputs.flatMap(searchedCodes)
  return statements
    .filter(({ code }) => !known.some((valueSet) => hasMember(code.codings, valueSet)))
    .flatMap((statement) => {
      const texts = textsOf(statement.code).map(foldText)
      const input = inputs.find(({ resembles }) => texts.some(resembles.isIn))
      if (input === undefined) return []
      const { code, value } = statement
      const isWithoutUnit =
        value?.kind === 'quantity' && (value.quantity.unit ?? value.quantity.code) === undefined
      return toUnmapped(code, valueSetsFor(input, statement), isWithoutUnit)
    })
}

/** Whether the letters of a code are a name of the procedure: `IR-TACE`. */
const isNamedInCode = ({ codings }: Concept, { names }: OrderRecognition) =>
  codings.some(({ code = '' }) => {
    const letters = foldText(code.replace(/[^\p{L}]+/gu, ' '))
    return names.phrases.isIn(letters) || names.genericPhrases.isIn(letters)
  })

/** Whether an order has a code that the site said means the procedure. */
const isMapped = ({ codes }: OrderView, by: OrderRecognition) =>
  codes.some((concept) => hasMember(concept.codings, by.specificCodes))

/** How the orders of a record are recognised, and the codes of those that no code says. */
export function lookAtOrders(
  resources: readonly FhirResource[],
  by: OrderRecognition,
): {
  readonly verdicts: readonly Exclude<OrderVerdict, 'other'>[]
  readonly unmapped: readonly UnmappedCode[]
} {
  const judged = resources
    .map((resource) => readOrder(resource))
    .filter((order) => order !== undefined)
    .map((order) => ({ order, verdict: recogniseOrder(order, by) }))
  return {
    verdicts: judged.flatMap(({ verdict }) => (verdict === 'other' ? [] : [verdict])),
    unmapped: judged
      .filter(({ order }) => !isMapped(order, by))
      .flatMap(({ order, verdict }) =>
        order.codes
          .filter((concept) => verdict !== 'other' || isNamedInCode(concept, by))
          .flatMap((concept) => toUnmapped(concept, [by.specificCodes.id])),
      ),
  }
}
