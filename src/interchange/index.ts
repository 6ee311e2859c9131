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
export { toBridge } from './hl7v2/bridge.ts'
export type { Bridge, BridgeOptions } from './hl7v2/bridge.ts'
export { collectInFile, collectInMemory } from './hl7v2/collected.ts'
export type { Collected } from './hl7v2/collected.ts'
export { parseHl7Map } from './hl7v2/hl7-map.ts'
export type { Hl7Map } from './hl7v2/hl7-map.ts'
export { listenForHl7 } from './hl7v2/listener.ts'
export type { Hl7Listener, ListenOptions } from './hl7v2/listener.ts'
export { toServiceCall } from './hl7v2/service-call.ts'
export type { CdsServiceCall, ServiceOptions } from './hl7v2/service-call.ts'
