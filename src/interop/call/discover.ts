import { askIfMeant } from '../../base/config/schema-words.ts'
import { isJsonObject, nonBlank, objects } from '../../base/json.ts'
import type { HttpRequest, HttpResponse } from '../client/exchange.ts'

type Send = (url: string, request?: HttpRequest) => Promise<HttpResponse>

/** The hook that a service listens to, as discovery says. */
async function discoverHook(url: string, send: Send): Promise<string> {
  const at = url.lastIndexOf('/')
  const [base, id] = [url.slice(0, at), decodeURIComponent(url.slice(at + 1))]
  const { status, json } = await send(base)
  const services = isJsonObject(json) ? objects(json['services']) : []
  if (status !== 200 || services.length === 0)
    throw new Error(`${base} answered ${String(status)}, and no list of services: name the --hook`)
  const hooks = services
    .filter((service) => service['id'] === id)
    .flatMap(({ hook }) => nonBlank(hook) ?? [])
  const [hook, ...more] = hooks
  if (hook !== undefined && more.length === 0) return hook
  if (hook !== undefined) throw new Error(`${id} listens to ${hooks.join(', ')}: name the --hook`)
  const ids = services.flatMap((service) => nonBlank(service['id']) ?? [])
  const words = [`${base} has no service ${id}, but ${ids.join(', ')}`, askIfMeant(id, ids)]
  throw new Error(words.filter((part) => part !== undefined).join('. '))
}

/** The hook that is named, else the one that discovery names. */
export const chooseHook = async (
  url: string,
  { hook }: { readonly hook?: string },
  send: Send,
): Promise<string> => hook ?? discoverHook(url, send)
