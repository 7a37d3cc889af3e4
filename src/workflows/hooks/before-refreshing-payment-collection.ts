import { refreshCartItemsWorkflow } from "@medusajs/medusa/core-flows"
import { settleRefreshedCart, unsettleRefreshedCart } from "../settle-cart-tax"
import { takeHook } from "../take-hook"

takeHook({
  option: "cartRefresh",
  workflow: "refreshCartItemsWorkflow",
  name: "beforeRefreshingPaymentCollection",
  handler: "settleRefreshedCart",
  hooks: refreshCartItemsWorkflow.hooks,
  register: () =>
    refreshCartItemsWorkflow.hooks.beforeRefreshingPaymentCollection(
      settleRefreshedCart,
      unsettleRefreshedCart
    ),
})
