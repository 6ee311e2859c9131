import type { Config } from '../base/config/config.ts'
import type { CallableService } from '../hook/callable-service.ts'
import type { Catalog } from './load-catalog.ts'

/** All services of a process. In the sandbox a board is there for everybody to see. */
export function callableServices(
  { services, boards }: Catalog,
  { isSandbox }: Pick<Config, 'isSandbox'>,
): readonly CallableService[] {
  return [
    ...services,
    ...boards.map((one) => ({ ...one, onlyIfRegistered: one.onlyIfRegistered && !isSandbox })),
  ]
}
