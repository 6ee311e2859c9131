import type { Fault } from '../../cds/verdict.ts'

/** The rules of the specification that a response breaks, in the words of the conformance runner. */
export function FaultList({ faults }: { readonly faults: readonly Fault[] }) {
  if (faults.length === 0) return null
  return (
    <ul className="faults" lang="en">
      {faults.map(({ rule, asked }, i) => (
        <li key={i}>
          <code className="bad">{rule}</code> {asked}
        </li>
      ))}
    </ul>
  )
}
