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
  invoke: clearStaleCartTaxLines,
  compensate: restoreCartTaxLines,
})

registerHook({
  option: "cartTaxLines",
  workflow: "updateTaxLinesWorkflow",
  name: "setTaxLineContext",
  handler: "provideCartTaxContext",
  hooks: updateTaxLinesWorkflow.hooks,
  invoke: provideCartTaxContext,
  compensate: restoreCartTaxLines,
})

registerHook({
  option: "orderTaxLines",
  workflow: "updateOrderTaxLinesWorkflow",
  name: "setTaxLineContext",
  handler: "clearStaleOrderTaxLines",
  hooks: updateOrderTaxLinesWorkflow.hooks,
  invoke: clearStaleOrderTaxLines,
  compensate: restoreOrderTaxLines,
})
