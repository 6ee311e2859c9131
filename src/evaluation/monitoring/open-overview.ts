import type { AppOptions } from '../../server/http/app.ts'
import { type AdminLanguage, adminRoute } from '../../server/http/admin-route.ts'
import type { RecordKeeping } from '../../records/open-record-keeping.ts'
import { currentAlarms } from './open-monitoring.ts'
import { type OverviewParts, toOverview } from './overview.ts'
import { overviewHtml } from './overview-page.ts'
import { toReferences } from './references.ts'

/** The operator's page where there is a token; it changes nothing. */
export function openOverview(
  parts: Omit<OverviewParts, 'alarms'>,
  keeping: RecordKeeping | undefined,
): AppOptions['mounts'] {
  const { config, catalog, clock } = parts
  const { adminToken: token } = config
  if (token === undefined) return []
  const alarms = async () =>
    keeping === undefined ? [] : currentAlarms(keeping, toReferences(catalog), clock.now())
  const report = async () => {
    const json = await toOverview({ ...parts, alarms })
    return {
      json,
      html: (language: AdminLanguage) => Promise.resolve(overviewHtml(json, language)),
    }
  }
  return [['/', adminRoute({ token, path: '/admin', report })]]
}
