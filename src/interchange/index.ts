export { readTable } from './table.ts'
export type { TableRow } from './table.ts'
export { importReports } from './import-reports.ts'
export type {
  FileOutcome,
  ImportOptions,
  ImportRefusal,
  NamedFile,
  SrImport,
} from './import-reports.ts'
export type { PassedOverReason } from './judge-measurement.ts'
export type { PassedOver } from './read-measurements.ts'
export { parseSrMap } from './sr-map.ts'
export type { SrMap } from './sr-map.ts'
export { listExport, readExport } from './bulk-export.ts'
export type { ExportChunk, ExportFile, ExportLine, LineProblem } from './bulk-export.ts'
export { Partitions } from './partitions.ts'
export { TableWriter } from './write-table.ts'
export type { Cell } from './write-table.ts'
