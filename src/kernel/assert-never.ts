/** Marks a branch that the types say cannot be reached; a bug when it is. */
export function assertNever(value: never): never {
  throw new TypeError(`unreachable: ${JSON.stringify(value)}`)
}
