export {
  type AskedAgain,
  askAgainAboutCart,
  askAgainAboutOrder,
} from "./ask-again"
export { explainCart, explainOrder } from "./read-explanation"
export { recordMissedOrders, recordTaxFactsDebounced } from "./record-facts"
