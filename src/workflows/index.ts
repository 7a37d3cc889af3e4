export {
  removeResurrectedLines,
  snapshotCartLines,
} from "./cart-tax/medusa-rollback-fix"
export { providePromotionAmounts } from "./cart-tax/provide-promotion-amounts"
export {
  provideCartTaxContext,
  clearStaleCartTaxLines,
  restoreCartTaxLines,
} from "./cart-tax/hook-handlers"
export {
  clearStaleOrderTaxLines,
  restoreOrderTaxLines,
} from "./order-tax/hook-handlers"
export {
  refreshCartTaxStep,
  refreshCartTaxWorkflow,
  refreshCartTaxAfterChange,
  revertCartTax,
} from "./cart-tax/workflow"
export { refreshOrderChangeTaxWorkflow } from "./order-tax/refresh-order-change-tax"
export { processOrderWorkflow } from "./ledger-sync/process-orders"
export { prepareCartForCompletion } from "./cart-tax/prepare-for-completion"
export type { AlertEvent } from "./alerts"
export {
  type EndingExemption,
  listEndingExemptions,
} from "./exemptions/exemption-register"
