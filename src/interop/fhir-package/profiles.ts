import { canonicalUrl } from '../../base/canonical.ts'
import type { JsonObject } from '../../base/json.ts'
import type { FhirResource } from '../../clinical/fhir/resource.ts'
import { UCUM_SYSTEM } from '../../clinical/terminology/convert.ts'
import { codesOfInput } from '../../clinical/readings/input-definition.ts'
import type { Occasion } from '../../clinical/readings/input-definition.ts'
import type { EntryItem } from '../../hook/entry/entry-form.ts'
import { toEntryForm } from '../../hook/entry/entry-form.ts'
import type { Service } from '../../hook/service.ts'
import { kebab, toDefinition } from './definition.ts'

/** A value that a form asks for, as the profiles see it. */
export interface ProfiledItem {
  readonly id: string
  readonly item: EntryItem
  readonly occasion: Occasion
  /** The value set of the codes under which it is read. */
  readonly codes: string
}

/** The values of a service that have a profile: those that its form asks for. */
export function profiledItems(service: Service): readonly ProfiledItem[] {
  const inputs = [...service.inputs.predictors, ...service.inputs.auxiliaries]
  return toEntryForm(service).groups.flatMap(({ occasion, items }) =>
    items.flatMap((item) => {
      const codes = inputs
        .filter(({ id }) => id === item.input)
        .flatMap(codesOfInput)
        .find((valueSet) => valueSet.has(item.code))
      return codes === undefined
        ? []
        : [{ id: kebab(item.linkId), item, occasion, codes: codes.id }]
    }),
  )
}

export const profileUrl = ({ id }: ProfiledItem, canonicalBase: string): string =>
  canonicalUrl(canonicalBase, 'StructureDefinition', id)

export const answersId = ({ id }: ProfiledItem): string => `${id}-answers`

const at = (path: string, more: JsonObject): JsonObject => ({
  id: `Observation.${path}`,
  path: `Observation.${path}`,
  ...more,
})

const MUST = { min: 1, mustSupport: true }

const required = (valueSet: string) => ({ binding: { strength: 'required', valueSet } })

/** What a value must say to be traced, and to be used. */
const LAWS = [
  {
    key: 'traced-1',
    severity: 'error',
    human: 'A value is from a person or a device.',
    expression: 'performer.exists() or device.exists()',
  },
  {
    key: 'used-1',
    severity: 'error',
    human: 'Only a final value is used.',
    expression: "status in ('final' | 'amended' | 'corrected' | 'entered-in-error')",
  },
]

function valueElements(profiled: ProfiledItem, base: string): readonly JsonObject[] {
  const { answer } = profiled.item
  if (answer.kind === 'choice')
    return [
      at('value[x]', {
        type: [{ code: 'CodeableConcept' }],
        mustSupport: true,
        ...required(canonicalUrl(base, 'ValueSet', answersId(profiled))),
      }),
    ]
  return [
    at('value[x]', { type: [{ code: 'Quantity' }], mustSupport: true }),
    at('value[x].value', { min: 1 }),
    at('value[x].comparator', { max: '0' }),
    at('value[x].system', { min: 1, fixedUri: UCUM_SYSTEM }),
    at('value[x].code', { min: 1 }),
  ]
}

/** Which statistic of a region it is: without it, it is taken for the mean, or not at all. */
const statisticElements = ({ item: { statistic } }: ProfiledItem): readonly JsonObject[] => {
  if (statistic === undefined) return []
  const { system, code } = statistic.code
  return [
    at('component', {
      slicing: { discriminator: [{ type: 'pattern', path: 'code' }], rules: 'open' },
    }),
    {
      ...at('component', { min: 0, max: '1', sliceName: 'derivation', mustSupport: true }),
      id: 'Observation.component:derivation',
      short: 'Which statistic of the region of interest',
    },
    {
      ...at('component.code', { patternCodeableConcept: { coding: [{ system, code }] } }),
      id: 'Observation.component:derivation.code',
    },
    {
      ...at('component.value[x]', { min: 1, type: [{ code: 'CodeableConcept' }] }),
      id: 'Observation.component:derivation.value[x]',
    },
  ]
}

/** Of FHIR's elements in their order, those of which the profile says more. */
const elementsOf = (profiled: ProfiledItem, base: string): readonly JsonObject[] => {
  const { occasion, item, codes } = profiled
  return [
    { id: 'Observation', path: 'Observation', constraint: LAWS },
    at('status', { mustSupport: true }),
    at('code', { mustSupport: true, ...required(canonicalUrl(base, 'ValueSet', codes)) }),
    at('subject', MUST),
    at('focus', { mustSupport: true, short: 'The lesion, as BodyStructure' }),
    at('effective[x]', { ...MUST, short: 'Of the images or the sample, not of the entry' }),
    at('performer', { mustSupport: true }),
    ...valueElements(profiled, base),
    ...(item.place === undefined ? [] : [at('bodySite', MUST)]),
    ...(item.methods === undefined ? [] : [at('method', { mustSupport: true })]),
    ...(occasion === 'sample' ? [at('specimen', { mustSupport: true })] : []),
    at('device', { mustSupport: true }),
    ...(occasion === 'study'
      ? [at('derivedFrom', { ...MUST, short: 'The ImagingStudy, and the form it was entered by' })]
      : []),
    ...statisticElements(profiled),
  ]
}

/** The profile of a value on Observation. */
export function toProfile(profiled: ProfiledItem, canonicalBase: string): FhirResource {
  const { id, item } = profiled
  return toDefinition('StructureDefinition', id, canonicalBase, {
    title: item.label.text,
    description: `${item.label.text}, as the service reads it and the form writes it.`,
    fhirVersion: '4.0.1',
    kind: 'resource',
    abstract: false,
    type: 'Observation',
    baseDefinition: 'http://hl7.org/fhir/StructureDefinition/Observation',
    derivation: 'constraint',
    differential: { element: elementsOf(profiled, canonicalBase) },
  })
}

/** The answers of a finding; nothing of a number. */
export function toAnswerSet(profiled: ProfiledItem, service: Service): readonly FhirResource[] {
  const { item } = profiled
  const input = [...service.inputs.predictors, ...service.inputs.auxiliaries].find(
    ({ id }) => id === item.input,
  )
  if (input?.kind !== 'finding') return []
  const { canonicalBase } = service
  return [
    toDefinition('ValueSet', answersId(profiled), canonicalBase, {
      title: `${item.label.text}: answers`,
      description: 'Every code that is read as one of its values.',
      compose: {
        include: input.values.map(({ codes }) => ({
          valueSet: [canonicalUrl(canonicalBase, 'ValueSet', codes.id)],
        })),
      },
    }),
  ]
}
