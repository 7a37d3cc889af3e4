import { countLedger, countNotAnswered } from "./ledger-counts"
import {
  divideByEntryCount,
  findExternalIds,
  listComparedRows,
  listHeldOrders,
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
  listComparedRows: typeof listComparedRows
  listHeldOrders: typeof listHeldOrders
  listUnsentRows: typeof listUnsentRows
  listUntrimmedRows: typeof listUntrimmedRows
  trimCustomerRows: typeof trimCustomerRows
  trimRow: typeof trimRow
  trimUnsentRows: typeof trimUnsentRows
} = {
  countEntries: countLedger,
  countNotAnswered,
  divideByEntryCount,
  findExternalIds,
  listComparedRows,
  listHeldOrders,
  listUnsentRows,
  listUntrimmedRows,
  trimCustomerRows,
  trimRow,
  trimUnsentRows,
}
