import {
  updateOrderTaxLinesWorkflow,
  updateTaxLinesWorkflow,
  upsertTaxLinesWorkflow,
} from "@medusajs/medusa/core-flows"
import {
  handOnWholeCart,
  replaceCartTaxLines,
  replaceOrderTaxLines,
  restoreCartTaxLines,
  restoreOrderTaxLines,
} from "../replace-tax-lines"
import { takeHook } from "../take-hook"

takeHook({
  option: "cartTaxLines",
  workflow: "upsertTaxLinesWorkflow",
  name: "setTaxLineContext",
  handler: "replaceCartTaxLines",
  hooks: upsertTaxLinesWorkflow.hooks,
  register: () =>
    upsertTaxLinesWorkflow.hooks.setTaxLineContext(
      replaceCartTaxLines,
      restoreCartTaxLines
    ),
})

takeHook({
  option: "cartTaxLines",
  workflow: "updateTaxLinesWorkflow",
  name: "setTaxLineContext",
  handler: "handOnWholeCart",
  hooks: updateTaxLinesWorkflow.hooks,
  register: () =>
    updateTaxLinesWorkflow.hooks.setTaxLineContext(
      handOnWholeCart,
      restoreCartTaxLines
    ),
})

takeHook({
  option: "orderTaxLines",
  workflow: "updateOrderTaxLinesWorkflow",
  name: "setTaxLineContext",
  handler: "replaceOrderTaxLines",
  hooks: updateOrderTaxLinesWorkflow.hooks,
  register: () =>
    updateOrderTaxLinesWorkflow.hooks.setTaxLineContext(
      replaceOrderTaxLines,
      restoreOrderTaxLines
    ),
})
