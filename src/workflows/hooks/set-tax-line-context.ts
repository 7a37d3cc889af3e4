import {
  updateOrderTaxLinesWorkflow,
  updateTaxLinesWorkflow,
  upsertTaxLinesWorkflow,
} from "@medusajs/medusa/core-flows"
import {
  provideCartTaxContext,
  clearStaleCartTaxLines,
  restoreCartTaxLines,
} from "../cart-tax/hook-handlers"
import {
  clearStaleOrderTaxLines,
  restoreOrderTaxLines,
} from "../order-tax/hook-handlers"
import { registerHook } from "./register-hook"

registerHook({
  option: "cartTaxLines",
  workflow: "upsertTaxLinesWorkflow",
  name: "setTaxLineContext",
  handler: "clearStaleCartTaxLines",
  hooks: upsertTaxLinesWorkflow.hooks,
  register: () =>
    upsertTaxLinesWorkflow.hooks.setTaxLineContext(
      clearStaleCartTaxLines,
      restoreCartTaxLines
    ),
})

registerHook({
  option: "cartTaxLines",
  workflow: "updateTaxLinesWorkflow",
  name: "setTaxLineContext",
  handler: "provideCartTaxContext",
  hooks: updateTaxLinesWorkflow.hooks,
  register: () =>
    updateTaxLinesWorkflow.hooks.setTaxLineContext(
      provideCartTaxContext,
      restoreCartTaxLines
    ),
})

registerHook({
  option: "orderTaxLines",
  workflow: "updateOrderTaxLinesWorkflow",
  name: "setTaxLineContext",
  handler: "clearStaleOrderTaxLines",
  hooks: updateOrderTaxLinesWorkflow.hooks,
  register: () =>
    updateOrderTaxLinesWorkflow.hooks.setTaxLineContext(
      clearStaleOrderTaxLines,
      restoreOrderTaxLines
    ),
})
