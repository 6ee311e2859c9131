/** Searches the FHIR servers of its arguments one by one; prints the slots as JSON. */
import { closeAll, search } from './support.ts'

const slots: unknown[] = []
for (const url of process.argv.slice(2)) slots.push(await search(url))
process.stdout.write(JSON.stringify(slots))
await closeAll()
