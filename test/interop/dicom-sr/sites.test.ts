import { expect, test } from '@jest/globals'
import { judgeSite } from '../../../src/clinical/readings/sites.ts'
import { NOWHERE } from '../../../src/clinical/fhir/whereabouts.ts'
import { inputs } from '../../support/readings.ts'
import { srMap } from './support.ts'

const rule = inputs.lesions!.sites

test.each(srMap.sites.map((site) => [site.meaning, site] as const))(
  'what the import takes as "%s" the service reads as of the liver',
  (_meaning, { codes }) => {
    const codings = codes.flatMap(({ scheme, value }) => {
      const system = srMap.systems.find((known) => known.scheme === scheme)?.system
      return system === undefined ? [] : [{ system, code: value }]
    })
    const where = { ...NOWHERE, sites: [{ codings }] }
    expect(judgeSite({ code: { codings: [] }, where }, rule)).toBe('admitted')
  },
)
