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
  readOrderLedger,
  toReading,
} from "./read-order-ledger"
export { exportTransactions } from "./export-transactions"
export { listTransactions } from "./list-transactions"
export {
  latestReconciliation,
  listReconciliations,
} from "./reconciliation/stored-reports"
export {
  dismissFindingWorkflow,
  listDismissedFindings,
  restoreFindingWorkflow,
} from "./reconciliation/dismissed-findings"
export { readReport } from "./reconciliation/read-report"
export {
  runReconciliation,
  runReconciliationInBackground,
} from "./reconciliation/reconcile"
export { reconcileNightly } from "./reconciliation/reconcile-nightly"
export { retryRefused, retryTransaction } from "./retry"
