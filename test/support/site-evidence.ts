import { digestOf } from '../../src/base/digest.ts'
import type { RiskModelDefinition } from '../../src/clinical/models/definition.ts'
import { NOT_STATED } from '../../src/clinical/models/versions/versioned-model.ts'
import type { EvidenceState, SiteEvidence } from '../../src/clinical/models/site-evidence.ts'

const SIGNATURE = { name: 'A. Synthetic', role: 'radiologist', on: '2026-06-01' }
const PERIOD = { from: '2024-06-01', to: '2026-05-31' }

const outcomePatients = (name: string, patients: number, events: number) => ({
  patients,
  events,
  platforms: [NOT_STATED],
  patientHashes: Array.from({ length: patients }, (_, i) =>
    digestOf(`${name} ${String(i)}`).slice(0, 16),
  ),
  evidence: `sha256:${digestOf(name)}`,
})

/** Synthetic evidence of a site whose model is calibrated: as published, with little doubt left. */
export function calibratedSite({
  terms,
  versionIntercepts = [],
}: Pick<RiskModelDefinition, 'terms' | 'versionIntercepts'>): SiteEvidence {
  const size = terms.length + 1
  const covariance = Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (__, j) => (i === j ? 1e-4 : 0)),
  )
  return {
    anchor: {
      kind: 'patients',
      patients: 60,
      period: PERIOD,
      platforms: [{ key: NOT_STATED, patients: 60, mean: 46, sd: 11 }],
      intercepts: versionIntercepts,
      signature: SIGNATURE,
      expires: '2027-06-01',
    },
    update: {
      ...outcomePatients('update', 260, 106),
      period: { from: '2024-06-01', to: '2025-05-31' },
      definition: { name: 'synthetic', horizonDays: 365 },
      posterior: { mean: [-3.16, ...terms.map(({ coefficient }) => coefficient)], covariance },
      expectedEvents: 106,
      signature: SIGNATURE,
      expires: '2028-06-01',
    },
    validation: {
      ...outcomePatients('validation', 250, 101),
      period: { from: '2025-06-01', to: '2026-05-31' },
      how: 'other-patients',
      observedToExpected: { value: 1.03, low: 0.89, high: 1.19 },
      calibrationSlope: { value: 0.97, low: 0.75, high: 1.19 },
      cStatistic: { value: 0.85, low: 0.8, high: 0.9 },
      ici: 0.02,
      followedUp: 1,
      isOnFew: true,
      signatures: [SIGNATURE, { ...SIGNATURE, name: 'B. Synthetic' }],
      expires: '2028-06-01',
    },
  }
}

/** The same evidence as far as a state needs it, and no further. */
export function siteIn(
  state: Exclude<EvidenceState, 'provisional'>,
  definition: Pick<RiskModelDefinition, 'terms' | 'versionIntercepts'>,
): SiteEvidence {
  const { anchor, update, validation } = calibratedSite(definition)
  const risks = Array.from({ length: anchor.patients }, (_, i) => (i + 0.5) / anchor.patients)
  switch (state) {
    case 'platform-centred':
      return { anchor: { ...anchor, kind: 'platform' } }
    case 'site-anchored':
      return { anchor: { ...anchor, risks } }
    case 'share-counted':
      return {
        anchor: { ...anchor, risks, share: { events: 41, patients: 98, definition: 'synthetic' } },
      }
    case 'outcome-updated':
      return { anchor, update }
    case 'outcome-calibrated':
      return { anchor, update, validation }
  }
}
