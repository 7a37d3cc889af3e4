import {
  listBlockedOrders,
  listHeldOrders,
  releaseUnauthorized,
} from "./ledger-blocked"
import { countLedger, countNotAnswered } from "./ledger-counts"
import { listExportedRows } from "./ledger-export"
import {
  divideByEntryCount,
  findExternalIds,
  listComparedRows,
  readEntriesNow,
} from "./ledger-pages"
import {
  listUnsentRows,
  listUntrimmedRows,
  trimCustomerRows,
  trimRow,
  trimUnsentRows,
} from "./ledger-personal-data"

/** What Medusa's own methods for the ledger's table can't do, or do slowly. */
export const ledgerQueries: {
  // Named, so that the emitted types don't spell out those of Medusa's `knex`,
  // a package that a store may not find.
  countEntries: typeof countLedger
  countNotAnswered: typeof countNotAnswered
  divideByEntryCount: typeof divideByEntryCount
  findExternalIds: typeof findExternalIds
  listBlockedOrders: typeof listBlockedOrders
  listComparedRows: typeof listComparedRows
  listExportedRows: typeof listExportedRows
  listHeldOrders: typeof listHeldOrders
  listUnsentRows: typeof listUnsentRows
  listUntrimmedRows: typeof listUntrimmedRows
  readEntriesNow: typeof readEntriesNow
  releaseUnauthorized: typeof releaseUnauthorized
  trimCustomerRows: typeof trimCustomerRows
  trimRow: typeof trimRow
  trimUnsentRows: typeof trimUnsentRows
} = {
  countEntries: countLedger,
  countNotAnswered,
  divideByEntryCount,
  findExternalIds,
  listBlockedOrders,
  listComparedRows,
  listExportedRows,
  listHeldOrders,
  listUnsentRows,
  listUntrimmedRows,
  readEntriesNow,
  releaseUnauthorized,
  trimCustomerRows,
  trimRow,
  trimUnsentRows,
}
