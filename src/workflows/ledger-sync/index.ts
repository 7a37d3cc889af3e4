export {
  type BackfillReading,
  defaultStart,
  latestBackfill,
  runBackfill,
  startBackfill,
  toBackfillReading,
} from "./backfill"
export {
  type OrderLedger,
  type TransactionReading,
  listTransactions,
  readOrderLedger,
  toReading,
} from "./read-order-ledger"
export {
  latestReconciliation,
  listReconciliations,
  runReconciliation,
} from "./reconcile"
export { reconcileNightly } from "./reconcile-nightly"
export { retryRefused, retryTransaction } from "./retry"
export { sweep } from "./sweep"
