import {
  updateOrderTaxLinesWorkflow,
  upsertTaxLinesWorkflow,
} from "@medusajs/medusa/core-flows"
import {
  replaceCartTaxLines,
  replaceOrderTaxLines,
  restoreCartTaxLines,
  restoreOrderTaxLines,
} from "../replace-tax-lines"
import { takeHook } from "../take-hook"

takeHook({
  option: "cartTaxLines",
  hook: "upsertTaxLinesWorkflow.hooks.setTaxLineContext",
  handler: "replaceCartTaxLines",
  hooks: upsertTaxLinesWorkflow.hooks,
  name: "setTaxLineContext",
  register: () =>
    upsertTaxLinesWorkflow.hooks.setTaxLineContext(
      replaceCartTaxLines,
      restoreCartTaxLines
    ),
})

takeHook({
  option: "orderTaxLines",
  hook: "updateOrderTaxLinesWorkflow.hooks.setTaxLineContext",
  handler: "replaceOrderTaxLines",
  hooks: updateOrderTaxLinesWorkflow.hooks,
  name: "setTaxLineContext",
  register: () =>
    updateOrderTaxLinesWorkflow.hooks.setTaxLineContext(
      replaceOrderTaxLines,
      restoreOrderTaxLines
    ),
})
