import { checkConfig } from '../../../src/base/config/commands/check-config.ts'
import { readConfig } from '../../../src/base/config/config.ts'
import { defineInit } from '../../../src/interop/init/command.ts'
import { start } from '../../../src/service.ts'
import { frozenClock } from '../../support/clock.ts'
import { runCommand } from '../../support/run-command.ts'
import { UNHURRIED } from '../../support/unhurried.ts'

const define = defineInit({
  checkConfig: (terminal) =>
    checkConfig(terminal, true, [
      () => import('../../../src/catalog/config-checks.ts'),
      () => import('../../../src/server/config-checks.ts'),
      () => import('../../../src/records/config-checks.ts'),
    ]),
  startService: (environment) =>
    start(readConfig({ ...UNHURRIED, ...environment }, []), { clock: frozenClock }),
})

const ENVIRONMENT = { PORT: '0', HOST: '127.0.0.1' }

/** Runs `init` for the folder of a site. */
export const init = (site: string, args: readonly string[], input = '') =>
  runCommand(define, ['--folder', site, ...args], ENVIRONMENT, input)
