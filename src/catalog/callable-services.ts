import type { Config } from '../base/config/config.ts'
import type { CallableService } from '../hook/callable-service.ts'
import type { Catalog } from './load-catalog.ts'

/** The services of a process. In the sandbox a board needs no registration. */
export function callableServices(
  { services, boards }: Catalog,
  { isSandbox }: Pick<Config, 'isSandbox'>,
): readonly CallableService[] {
  return [
    ...services,
    ...boards.map((board) => ({
      ...board,
      onlyIfRegistered: board.onlyIfRegistered && !isSandbox,
    })),
  ]
}
