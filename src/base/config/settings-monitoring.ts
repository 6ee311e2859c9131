import { z } from 'zod'
import { setting, text } from './setting.ts'

/** How the model in use is watched (docs/monitoring.md). */
export const MONITORING_SETTINGS = {
  adminToken: setting(
    'ADMIN_TOKEN',
    z.string().min(16, 'must have at least 16 characters').optional(),
    {
      about:
        'Bearer token of `GET /admin` and `GET /admin/report`; without it there are no such pages.',
      otherwise: 'none',
      isSecret: true,
    },
  ),
  challengerFile: setting('CHALLENGER_MODEL', text.optional(), {
    about:
      'File of a risk model of the same predictors that runs beside the installed one in silence.',
    otherwise: 'none',
    example: '/etc/tace-cds/challenger.json',
  }),
} as const
