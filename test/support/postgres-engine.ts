import { startPostgres } from './postgres.ts'
import type { Engine } from './records.ts'

/** PostgreSQL, started for the tests of one file. */
export async function postgresEngine(): Promise<Engine> {
  const server = await startPostgres()
  return {
    name: 'postgres',
    newDatabase: async () => ({ kind: 'postgres', url: await server.newDatabase() }),
    stop: server.stop,
  }
}
