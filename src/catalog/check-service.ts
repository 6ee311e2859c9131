import { ORDER_KEY } from '../clinical/assessment/slots.ts'
import type { PredictorsFile } from './predictor-schemas.ts'
import { type Folder, languagesOf } from './folder.ts'
import type { Problems } from './problems.ts'
import type { ServiceParts } from './service-parts.ts'

const FILE = 'service.json'

const ROLES = ['patient', 'diagnoses', 'procedures'] as const

/** The prefetch keys that inputs name, and where. */
function keysOf({ predictors, auxiliaries }: PredictorsFile) {
  return Object.entries({ predictors, auxiliaries }).flatMap(([member, inputs]) =>
    inputs.map(({ prefetchKey: key }, i) => ({ key, path: [member, i, 'prefetchKey'] })),
  )
}

/** That every input is searched for by a key, and that no key searches for nothing. */
function checkPrefetch({ service, predictors }: ServiceParts, problems: Problems): void {
  if (service === undefined) return
  const groups = Object.entries(service.prefetch)
  for (const role of ROLES)
    if (groups.filter(([, group]) => group.role === role).length !== 1)
      problems.add(FILE, ['prefetch'], `needs exactly one key of role ${role}`)
  if (service.prefetch[ORDER_KEY] !== undefined)
    problems.add(FILE, ['prefetch', ORDER_KEY], 'is the name of the order itself')
  if (predictors === undefined) return
  const keys = groups.filter(([, { role }]) => role === 'observations').map(([key]) => key)
  const used = keysOf(predictors)
  for (const { key, path } of used.filter((input) => !keys.includes(input.key)))
    problems.add('predictors.json', path, `${key} is no key for observations in service.json`)
  // An input that names another key was a problem above; this would only follow from it.
  if (used.every(({ key }) => keys.includes(key)))
    for (const key of keys.filter((name) => !used.some((input) => input.key === name)))
      problems.add(
        FILE,
        ['prefetch', key],
        'no input is read from it, so that it would search without a code',
        'Take the key out, or name it as prefetchKey of an input',
      )
}

function checkOrders({ orders }: ServiceParts, problems: Problems): void {
  if (orders === undefined) return
  if (orders.order.phrases.length === 0)
    problems.add(
      'orders.json',
      ['order', 'phrases'],
      'is empty: no order could be recognised by its name',
    )
}

function checkRules({ applicability }: ServiceParts, problems: Problems): void {
  const ids = (applicability?.rules ?? []).map(({ id }) => id)
  ids.forEach((id, i) => {
    if (ids.indexOf(id) !== i)
      problems.add('applicability.json', ['rules', i, 'id'], `${id} is there twice`)
  })
}

/** That a service's id, prefetch keys, orders and rules fit together. */
export function checkService(parts: ServiceParts, { name, problems }: Folder): void {
  const { service } = parts
  if (service !== undefined && service.id !== name)
    problems.add(FILE, ['id'], `must equal the name of its folder, ${name}`)
  checkPrefetch(parts, problems)
  checkOrders(parts, problems)
  checkRules(parts, problems)
}

/** Over all models: no two discovery entries may have one id, since it is their address. */
export function checkServiceIds(
  models: readonly { readonly folder: Folder; readonly parts: Pick<ServiceParts, 'service'> }[],
): void {
  const serviceByEntry = new Map<string, string>()
  for (const {
    folder,
    parts: { service },
  } of models)
    service?.services.forEach(({ id }, i) => {
      const other = serviceByEntry.get(id)
      if (other === undefined) serviceByEntry.set(id, service.id)
      else
        folder.problems.add(
          FILE,
          ['services', i, 'id'],
          `${id} is already a service of ${other}`,
          'Every discovery entry needs an id of its own',
        )
    })
}

/** Over all models: each has texts in every language of another, and in the one asked for. */
export function checkLanguages(folders: readonly Folder[], asked: string): void {
  const languages = new Set([asked, ...folders.flatMap(languagesOf)])
  for (const folder of folders) {
    const own = languagesOf(folder)
    for (const language of [...languages].filter((tag) => !own.includes(tag)))
      folder.problems.addAtLine(
        `text/${language}`,
        undefined,
        'there is no such folder of texts',
        'Every service speaks the same languages',
      )
  }
}
