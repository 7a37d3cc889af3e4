export { type EntriesReading, listReportEntries } from "./list-entries"
export { type TaxReport, readReport } from "./read-report"
export { refreshReport, refreshReportInTurn } from "./refresh-report"
export { writeReportCsv } from "./write-csv"
