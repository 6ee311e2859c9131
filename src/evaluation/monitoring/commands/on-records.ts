import type { Terminal } from '../../../base/terminal/terminal.ts'
import { withFaultsTold } from '../../../base/terminal/with-faults-told.ts'
import type { RecordsBeside } from '../../../records/store/open-beside.ts'

/** What opens a database, loaded only when one is opened. */
const loadStore = () =>
  Promise.all([
    import('../../../base/config/records-config.ts'),
    import('../../../records/store/settings.ts'),
    import('../../../records/store/open-beside.ts'),
  ])

/** Works on the records beside the service that keeps them, and closes them. */
export const onRecords = (
  terminal: Terminal,
  work: (records: RecordsBeside) => Promise<void>,
): Promise<void> =>
  withFaultsTold(terminal, async () => {
    const { environment, clock } = terminal
    const [{ readRecordsConfig }, { addressOf }, { openRecordsBeside }] = await loadStore()
    const records = await openRecordsBeside(addressOf(readRecordsConfig(environment)), clock)
    try {
      await work(records)
    } finally {
      await records.close()
    }
  })
