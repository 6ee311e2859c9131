/** So many people, of whom some had the outcome: filled, and hollow for the rest. */
export function People({
  withOutcome,
  whole,
  label,
}: {
  readonly withOutcome: number
  readonly whole: number
  readonly label: string
}) {
  return (
    <p className="people" role="img" aria-label={label}>
      {'●'.repeat(withOutcome)}
      {'○'.repeat(whole - withOutcome)}
    </p>
  )
}
