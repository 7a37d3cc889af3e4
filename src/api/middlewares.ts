import { defineMiddlewares } from "@medusajs/framework/http"
import { kintsugiAdminRoutes } from "./admin/kintsugi/middlewares"
import { settleOrderChange } from "./admin/order-changes/settle-order-change"
import { kintsugiStoreRoutes } from "./store/kintsugi/middlewares"
import {
  settleAfterChange,
  settleAfterTaxes,
} from "./store/carts/settle-after-change"
import { settleBeforeCompletion } from "./store/carts/settle-before-completion"

/**
 * Routes whose workflows have no hook after the change that tax depends on are
 * wrapped, so that their own answer shows the tax of the cart as it now stands.
 */
export default defineMiddlewares({
  routes: [
    ...kintsugiAdminRoutes,
    ...kintsugiStoreRoutes,
    {
      matcher: "/store/carts",
      methods: ["POST"],
      middlewares: [settleAfterChange],
    },
    {
      matcher: "/store/carts/:id/promotions",
      methods: ["POST", "DELETE"],
      middlewares: [settleAfterChange],
    },
    {
      matcher: "/store/carts/:id/taxes",
      methods: ["POST"],
      middlewares: [settleAfterTaxes],
    },
    {
      matcher: "/store/carts/:id/complete",
      methods: ["POST"],
      middlewares: [settleBeforeCompletion],
    },
    ...[
      "/admin/order-edits/*",
      "/admin/exchanges/*",
      "/admin/claims/*",
      "/admin/draft-orders/*",
    ].map((matcher) => ({
      matcher,
      methods: ["POST" as const, "DELETE" as const],
      middlewares: [settleOrderChange],
    })),
  ],
})
