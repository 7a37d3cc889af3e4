export {
  replaceCartTaxLines,
  replaceOrderTaxLines,
  restoreCartTaxLines,
  restoreOrderTaxLines,
} from "./replace-tax-lines"
