export { readTable } from './table.ts'
export type { TableRow } from './table.ts'
