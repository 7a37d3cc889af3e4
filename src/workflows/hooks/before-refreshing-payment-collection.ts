import { refreshCartItemsWorkflow } from "@medusajs/medusa/core-flows"
import { refreshCartTaxAfterChange, revertCartTax } from "../cart-tax/workflow"
import { registerHook } from "./register-hook"

registerHook({
  option: "cartRefresh",
  workflow: "refreshCartItemsWorkflow",
  name: "beforeRefreshingPaymentCollection",
  handler: "refreshCartTaxAfterChange",
  hooks: refreshCartItemsWorkflow.hooks,
  invoke: refreshCartTaxAfterChange,
  compensate: revertCartTax,
})
