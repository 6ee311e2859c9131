import { isJsonObject, objects } from '../../base/json.ts'
import { describeCard } from '../client/describe-card.ts'
import type { HttpResponse } from '../client/exchange.ts'
import { linesOfRefusal } from '../client/outcome-text.ts'

/** `fetch;dur=12.3, total;dur=20` as people read it. https://www.w3.org/TR/server-timing/ */
function timingsOf(headers: Headers): string {
  const stages = (headers.get('server-timing') ?? '').split(',').flatMap((entry) => {
    const [, name, ms] = /^\s*([\w-]+)\s*;.*?dur=([\d.]+)/.exec(entry) ?? []
    return name === undefined || ms === undefined ? [] : [`${name} ${ms} ms`]
  })
  return stages.length === 0 ? '' : ` (the service says: ${stages.join(', ')})`
}

const counted = (count: number, what: string) => `${String(count)} ${what}${count === 1 ? '' : 's'}`

function linesOfCards({ json, text }: HttpResponse): readonly string[] {
  if (!isJsonObject(json) || !Array.isArray(json['cards']))
    return ['The answer holds no cards:', ...linesOfRefusal(json, text)]
  const cards = objects(json['cards'])
  const actions = objects(json['systemActions'])
  const ofSystem = actions.length === 0 ? [] : [counted(actions.length, 'system action')]
  return [
    [counted(cards.length, 'card'), ...ofSystem].join(', '),
    ...cards.flatMap((card) => ['', ...describeCard(card)]),
  ]
}

/** Where a redirect leads. It is not followed: what a client sends is for the URL that it called. */
const redirectOf = ({ status, headers }: HttpResponse) =>
  status >= 300 && status < 400 ? [`redirects to ${headers.get('location') ?? 'nowhere'}`] : []

/** An answer as a person reads it: status, timings, cards, or why it was refused. */
export function describeAnswer(called: string, answer: HttpResponse): readonly string[] {
  const { status, ms, headers, json, text } = answer
  const head = [called, `${String(status)} in ${ms.toFixed(0)} ms${timingsOf(headers)}`]
  return status === 200
    ? [...head, ...linesOfCards(answer)]
    : [...head, ...redirectOf(answer), ...linesOfRefusal(json, text)]
}
