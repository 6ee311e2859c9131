export { cohortReportHtml } from './cohort-report.ts'
