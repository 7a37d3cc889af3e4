export {
  type BackfillReading,
  defaultStart,
  latestBackfill,
  runBackfill,
  startBackfill,
  toBackfillReading,
} from "./backfill"
export {
  type OrderBooks,
  type TransactionReading,
  listTransactions,
  readBooks,
  toReading,
} from "./read-books"
export { latestReconciliation, runReconciliation } from "./reconciliation"
export {
  reportOrderStep,
  reportOrderWorkflow,
  reportOrders,
} from "./report-order"
export { retryRefused, retryTransaction } from "./retry"
export { sweep } from "./sweep"
