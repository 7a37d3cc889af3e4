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
  workflow: "upsertTaxLinesWorkflow",
  handler: "clearStaleCartTaxLines",
  hooks: upsertTaxLinesWorkflow.hooks,
  invoke: clearStaleCartTaxLines,
  compensate: restoreCartTaxLines,
})

registerHook({
  workflow: "updateTaxLinesWorkflow",
  handler: "provideCartTaxContext",
  hooks: updateTaxLinesWorkflow.hooks,
  invoke: provideCartTaxContext,
  compensate: restoreCartTaxLines,
})

registerHook({
  workflow: "updateOrderTaxLinesWorkflow",
  handler: "clearStaleOrderTaxLines",
  hooks: updateOrderTaxLinesWorkflow.hooks,
  invoke: clearStaleOrderTaxLines,
  compensate: restoreOrderTaxLines,
})
