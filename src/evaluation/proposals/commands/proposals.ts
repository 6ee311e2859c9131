import type { Define } from '../../../base/terminal/lazy-commands.ts'
import type { Terminal } from '../../../base/terminal/terminal.ts'
import { textTable } from '../../../base/terminal/text-table.ts'
import { toIsoDate } from '../../../base/time.ts'
import { readCatalog } from '../../../catalog/read-catalog.ts'
import { onRecords } from '../../monitoring/commands/on-records.ts'
import { toReferences } from '../../monitoring/references.ts'
import { type AnchorProposal, proposeAnchors } from '../propose-anchors.ts'

const HEAD = ['device and method', 'complete patients', 'of', 'mean', 'SD', 'proposed']

const rowOf = ({ platform, patients, recorded, mean, sd, level }: AnchorProposal) => [
  ...[platform, String(patients), String(recorded)],
  ...(patients === 0 ? ['', ''] : [mean.toPrecision(3), sd.toPrecision(3)]),
  level === undefined ? '' : `from ${String(level)} patients`,
]

/** What a person runs who answers for it. */
const signing = (service: string, { platform, period }: AnchorProposal) =>
  [
    `npx tace-cds cohort anchor --records --service ${service} --key ${JSON.stringify(platform)}`,
    `--from ${period.from} --to ${period.to} --signed-off-by NAME --role ROLE --write-model FILE`,
  ].join(' ')

async function run(terminal: Terminal): Promise<void> {
  const { say, environment, clock } = terminal
  const references = toReferences(await readCatalog(environment))
  await onRecords(terminal, async (records) => {
    for (const reference of references) {
      const all = await proposeAnchors(records, reference, toIsoDate(clock.now()))
      const { service } = reference
      say(
        [
          service,
          all.length === 0
            ? 'no patients with a value to compare'
            : textTable(HEAD, all.map(rowOf)),
          ...all.filter(({ level }) => level !== undefined).map((each) => signing(service, each)),
        ].join('\n'),
      )
    }
  })
}

/** `cohort proposals`: the anchors that the service's own records would bear, for somebody to sign. */
export const define: Define = (command, terminal) => command.action(() => run(terminal))
