import { defineMiddlewares } from "@medusajs/framework/http"
import { kintsugiAdminRoutes } from "./admin/kintsugi/middlewares"
import {
  settleDraft,
  settleOrderChange,
} from "./admin/order-changes/settle-order-change"
import {
  askAheadOfChosenShipping,
  askAheadOfNewAddress,
} from "./store/carts/ask-ahead"
import { kintsugiStoreRoutes } from "./store/kintsugi/middlewares"
import {
  settleAfterChange,
  settleAfterPromotions,
  settleAfterTaxes,
} from "./store/carts/settle-after-change"
import { settleBeforeCompletion } from "./store/carts/settle-before-completion"
import { undoRevivals } from "./store/carts/undo-revivals"
import { wrapping } from "./wrapping"

const ofCart = (middleware: Parameters<typeof wrapping>[1]) =>
  wrapping(({ cartRoutes }) => cartRoutes, middleware)

// Without its hook, asking again would add to the tax lines that are there.
const ofOrder = (middleware: Parameters<typeof wrapping>[1]) =>
  wrapping(
    ({ orderRoutes, orderTaxLines }) => orderRoutes && orderTaxLines,
    middleware
  )

const changesOf = (matchers: string[], middleware: ReturnType<typeof ofCart>) =>
  matchers.map((matcher) => ({
    matcher,
    methods: ["POST" as const, "DELETE" as const],
    middlewares: [middleware],
  }))

/**
 * Routes whose workflows have no hook after the change that tax depends on are
 * wrapped, so that their own answer shows the tax of the cart or order as it now
 * stands. Others are, so that Kintsugi is asked while Medusa still works.
 */
export default defineMiddlewares({
  routes: [
    ...kintsugiAdminRoutes,
    ...kintsugiStoreRoutes,
    ...changesOf(
      [
        "/store/carts/:id",
        "/store/carts/:id/line-items/:line_id",
        "/store/carts/:id/promotions",
        "/store/carts/:id/shipping-methods",
        "/store/carts/:id/customer",
      ],
      ofCart(undoRevivals)
    ),
    {
      matcher: "/store/carts",
      methods: ["POST"],
      middlewares: [ofCart(settleAfterChange)],
    },
    {
      matcher: "/store/carts/:id",
      methods: ["POST"],
      middlewares: [ofCart(askAheadOfNewAddress)],
    },
    {
      matcher: "/store/carts/:id/promotions",
      methods: ["POST", "DELETE"],
      middlewares: [ofCart(settleAfterPromotions)],
    },
    {
      matcher: "/store/carts/:id/taxes",
      methods: ["POST"],
      middlewares: [ofCart(settleAfterTaxes)],
    },
    {
      matcher: "/store/carts/:id/shipping-methods",
      methods: ["POST"],
      middlewares: [ofCart(askAheadOfChosenShipping)],
    },
    {
      matcher: "/store/carts/:id/complete",
      methods: ["POST"],
      middlewares: [ofCart(settleBeforeCompletion)],
    },
    ...["/admin/draft-orders", "/admin/draft-orders/:id"].map((matcher) => ({
      matcher,
      methods: ["POST" as const],
      middlewares: [ofOrder(settleDraft)],
    })),
    ...changesOf(
      [
        "/admin/order-edits/*",
        "/admin/exchanges/*",
        "/admin/claims/*",
        "/admin/draft-orders/*",
      ],
      ofOrder(settleOrderChange)
    ),
  ],
})
