/** The shape of what comes, as the HTML of the page has it before any script. */
export function Skeleton() {
  return (
    <div className="skeleton" aria-hidden="true">
      <div />
      <div />
      <div />
    </div>
  )
}
