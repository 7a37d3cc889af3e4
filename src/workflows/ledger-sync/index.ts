export {
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
} from "./reconciliation/stored-reports"
export { runReconciliation } from "./reconciliation/reconcile"
export { reconcileNightly } from "./reconciliation/reconcile-nightly"
export { retryRefused, retryTransaction } from "./retry"
