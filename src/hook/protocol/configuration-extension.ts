import { isJsonObject } from '../../base/json.ts'

const MAX_CARDS = 'max-cards'

/**
 * What a client may set per call, as Da Vinci CRD lets a service say it; services outside of it do
 * the same.
 * https://hl7.org/fhir/us/davinci-crd/STU2/deviations.html#configuration-options-extension
 */
export const CONFIGURATION_OPTIONS = Object.freeze({
  'davinci-crd.configuration-options': [
    {
      code: MAX_CARDS,
      type: 'integer',
      name: 'Maximum cards',
      description: 'The most cards in one answer. The most urgent ones stay.',
    },
  ],
})

/** The most cards that a request asks for; nothing when it does not say. */
export function requestedMaxCards(body: unknown): number | undefined {
  const extension = isJsonObject(body) ? body['extension'] : undefined
  const settings = isJsonObject(extension) ? extension['davinci-crd.configuration'] : undefined
  const most = isJsonObject(settings) ? settings[MAX_CARDS] : undefined
  return typeof most === 'number' && Number.isInteger(most) && most >= 0 ? most : undefined
}
