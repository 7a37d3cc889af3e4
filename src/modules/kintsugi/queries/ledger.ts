import { changeLedgerEntry } from "./change-ledger-entry"
import { countLedger } from "./ledger-counts"
import {
  divideByEntryCount,
  findExternalIds,
  listComparedRows,
} from "./ledger-pages"
import {
  listUnsentRows,
  listUntrimmedRows,
  trimCustomerRows,
  trimRow,
  trimUnsentRows,
} from "./ledger-personal-data"

/** What Medusa's own methods for the ledger's table can't do. */
export const ledgerQueries = {
  changeEntry: changeLedgerEntry,
  countEntries: countLedger,
  divideByEntryCount,
  findExternalIds,
  listComparedRows,
  listUnsentRows,
  listUntrimmedRows,
  trimCustomerRows,
  trimRow,
  trimUnsentRows,
}
