export { forgetRevived, readStanding } from "./forget-revived"
export {
  handOnWholeCart,
  replaceCartTaxLines,
  replaceOrderTaxLines,
  restoreCartTaxLines,
  restoreOrderTaxLines,
} from "./replace-tax-lines"
export {
  settleCartTaxStep,
  settleCartTaxWorkflow,
  settleRefreshedCart,
  unsettleRefreshedCart,
} from "./settle-cart-tax"
export { settleOrderChangeWorkflow } from "./settle-order-change"
export { completeWithSettledTax } from "./settle-cart-tax/complete-with-settled-tax"
