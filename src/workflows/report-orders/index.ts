export {
  deliverTransactionsStep,
  enterTransactionsStep,
  giveTurnBackStep,
  reportOrder,
  reportOrderWorkflow,
  takeTurnStep,
} from "./report-order"
