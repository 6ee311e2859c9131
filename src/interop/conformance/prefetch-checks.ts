import { isJsonObject, type JsonObject, nonBlank } from '../../base/json.ts'
import { toLookup } from '../../base/lookup.ts'
import { type Check, checkEach, type Finding } from './check.ts'
import type { Probe } from './probe.ts'

interface Template {
  /** Service and key, for the report. */
  readonly name: string
  readonly text: string
  /** Tokens may be FHIRPath from 3.0 on. */
  readonly mayBeFhirPath: boolean
  readonly hook: string
}

const isOf3OrLater = ({ version }: JsonObject) =>
  typeof version === 'string' && /^(STU[3-9]|[3-9]\.)/.test(version)

function templatesOf(entry: JsonObject): readonly Template[] {
  const { prefetch } = entry
  if (!isJsonObject(prefetch)) return []
  return Object.entries(prefetch).map(([key, value]) => ({
    name: `${nonBlank(entry['id']) ?? '?'}.${key}`,
    text: typeof value === 'string' ? value : '',
    mayBeFhirPath: isOf3OrLater(entry),
    hook: nonBlank(entry['hook']) ?? '',
  }))
}

const ofEach =
  (complain: (template: Template) => string | undefined) =>
  ({ entries }: Probe): Promise<Finding> => {
    const finding = checkEach(entries.flatMap(templatesOf), 'no prefetch template', (template) => {
      const complaint = complain(template)
      return complaint && `${template.name}: ${complaint}`
    })
    return Promise.resolve(finding)
  }

const tokensOf = (text: string) =>
  [...text.matchAll(/\{\{([^{}]*)\}\}/g)].map(([, token = '']) => token)

const USER_TOKEN = /^user(Practitioner|PractitionerRole|Patient|RelatedPerson)Id$/

const USUAL = ['userId', 'patientId', 'encounterId']

/**
 * The fields that each hook of the library lets into a token, by the table of its definition.
 * https://build.fhir.org/ig/HL7/cds-hooks-library/
 */
const TOKENS_OF = toLookup<readonly string[]>({
  'patient-view': USUAL,
  'order-select': USUAL,
  'order-sign': USUAL,
  'order-dispatch': ['patientId', 'dispatchedOrders', 'performer'],
  'appointment-book': USUAL,
  'encounter-start': USUAL,
  'encounter-discharge': USUAL,
  'medication-refill': USUAL,
  'problem-list-item-create': USUAL,
  'allergyintolerance-create': USUAL,
})

function complainOfRequest({ text }: Template): string | undefined {
  if (text.trim() === '') return 'no string, or an empty one'
  if (/^[a-z][a-z0-9+.-]*:|^\//i.test(text)) return 'is not relative to the FHIR server'
  return /^(\{\{[^{}]+\}\}|[A-Z]\w*([/?].*)?)$/.test(text) ? undefined : 'no FHIR read or search'
}

function complainOfDelimiters({ text }: Template): string | undefined {
  return /\{\{|\}\}/.test(text.replace(/\{\{[^{}]*\}\}/g, '')) ? 'unbalanced {{ }}' : undefined
}

function complainOfToken({ text, mayBeFhirPath }: Template): string | undefined {
  const wrong = tokensOf(text)
    .map((token) => token.trim())
    .filter((token) => !USER_TOKEN.test(token) && !/^context\.\w+$/.test(token))
  return wrong.length === 0 || mayBeFhirPath ? undefined : `{{${wrong.join('}}, {{')}}}`
}

function complainOfField({ text, mayBeFhirPath, hook }: Template): string | undefined {
  const allowed = TOKENS_OF[hook]
  const wrong = tokensOf(text).filter((token) => {
    const [, field] = /^\s*context\.(\w+)/.exec(token) ?? []
    return field !== undefined && allowed?.includes(field) === false
  })
  return wrong.length === 0 || mayBeFhirPath ? undefined : `{{${wrong.join('}}, {{')}}}`
}

/** Of dates: the recommended subset has eq, gt, lt, ge and le. */
const OTHER_PREFIX = /^[\w-]*(?:date|authored|period|birthdate)=(?:ne|sa|eb|ap)\d/i

const hasOtherModifier = (name: string) => name.includes(':') && !name.endsWith(':in')

function complainOfSearch({ text }: Template): string | undefined {
  const [, query] = text.split('?')
  if (query === undefined) return undefined
  const names = query.split('&').map((part) => part.split('=')[0] ?? '')
  const badNames = names.filter(
    (name) => hasOtherModifier(name) || name.includes('.') || /^_(rev)?include/.test(name),
  )
  const wrong = [...badNames, ...query.split('&').filter((part) => OTHER_PREFIX.test(part))]
  return wrong.length === 0 ? undefined : `uses ${wrong.join(', ')}`
}

/** https://cds-hooks.hl7.org/2.0/#prefetch-template */
export const prefetchChecks: readonly Check[] = [
  {
    clause: 'P1',
    level: 'SHALL',
    title: 'a prefetch template is a relative FHIR read or search',
    run: ofEach(complainOfRequest),
  },
  {
    clause: 'P2',
    level: 'SHALL',
    title: 'prefetch tokens stand between {{ and }}',
    run: ofEach(complainOfDelimiters),
  },
  {
    clause: 'P3',
    level: 'SHALL',
    title: 'a prefetch token is a context field or a user identifier',
    run: ofEach(complainOfToken),
  },
  {
    clause: 'P4',
    level: 'SHALL',
    title: 'a prefetch token is a field that its hook lets into tokens',
    run: ofEach(complainOfField),
  },
  {
    clause: 'P5',
    level: 'SHOULD',
    title: 'a prefetch search stays inside the recommended subset',
    run: ofEach(complainOfSearch),
  },
]
