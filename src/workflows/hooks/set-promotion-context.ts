import { updateCartPromotionsWorkflow } from "@medusajs/medusa/core-flows"
import { providePromotionAmounts } from "../cart-tax/provide-promotion-amounts"
import { registerHook } from "./register-hook"

registerHook({
  workflow: "updateCartPromotionsWorkflow",
  handler: "providePromotionAmounts",
  hooks: updateCartPromotionsWorkflow.hooks,
  invoke: providePromotionAmounts,
})
