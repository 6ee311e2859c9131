/** Says something to the person at the terminal. */
export function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

/** Says to the person at the terminal that something failed. */
export function complain(text: string): void {
  process.stderr.write(`${text}\n`)
}
