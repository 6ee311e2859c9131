/** One circle a person: filled with the outcome, hollow without. */
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
