import {
  listEntries,
  listEntriesWithRows,
  listReportCurrencies,
  sumByMonthAndPlace,
  sumExemptions,
  sumJurisdictions,
  sumReport,
} from "./read-report"
import {
  countDue,
  listDue,
  markChanged,
  readTimes,
  startReading,
  storeRead,
} from "./write-report"

/** What writes and reads the tax report. */
export const reportQueries: {
  // Named, for the reason that `ledgerQueries` gives.
  countDue: typeof countDue
  listDue: typeof listDue
  listEntries: typeof listEntries
  listEntriesWithRows: typeof listEntriesWithRows
  listReportCurrencies: typeof listReportCurrencies
  markChanged: typeof markChanged
  readTimes: typeof readTimes
  startReading: typeof startReading
  storeRead: typeof storeRead
  sumByMonthAndPlace: typeof sumByMonthAndPlace
  sumExemptions: typeof sumExemptions
  sumJurisdictions: typeof sumJurisdictions
  sumReport: typeof sumReport
} = {
  countDue,
  listDue,
  listEntries,
  listEntriesWithRows,
  listReportCurrencies,
  markChanged,
  readTimes,
  startReading,
  storeRead,
  sumByMonthAndPlace,
  sumExemptions,
  sumJurisdictions,
  sumReport,
}
