import { refreshCartItemsWorkflow } from "@medusajs/medusa/core-flows"
import { refreshCartTaxAfterChange, revertCartTax } from "../cart-tax/workflow"
import { registerHook } from "./register-hook"

registerHook({
  workflow: "refreshCartItemsWorkflow",
  handler: "refreshCartTaxAfterChange",
  hooks: refreshCartItemsWorkflow.hooks,
  invoke: refreshCartTaxAfterChange,
  compensate: revertCartTax,
})
