import { defineMiddlewares } from "@medusajs/framework/http"
import { kintsugiAdminRoutes } from "./admin/kintsugi/middlewares"
import {
  refreshDraftTax,
  refreshOrderChangeTax,
} from "./admin/order-changes/refresh-order-change-tax"
import {
  prefetchForChosenShipping,
  prefetchForNewAddress,
} from "./store/carts/prefetch-estimate"
import { kintsugiStoreRoutes } from "./store/kintsugi/middlewares"
import {
  refreshTaxAfterChange,
  refreshTaxAfterPromotions,
  refreshTaxAfterTaxes,
} from "./store/carts/refresh-tax"
import {
  identifyMerchant,
  identifyShopper,
  recordSignedIn,
} from "./store/carts/identify-customer"
import { renewBeforePayment } from "./store/carts/before-payment"
import { prepareBeforeCompletion } from "./store/carts/before-completion"
import { restoreOnFailure } from "./store/carts/restore-on-failure"
import { whenEnabled } from "./when-enabled"

const onCartRoute = (middleware: Parameters<typeof whenEnabled>[1]) =>
  whenEnabled(({ cartRoutes }) => cartRoutes, middleware)

// Without the hook, asking again would add to the existing tax lines.
const onOrderRoute = (middleware: Parameters<typeof whenEnabled>[1]) =>
  whenEnabled(
    ({ orderRoutes, orderTaxLines }) => orderRoutes && orderTaxLines,
    middleware
  )

const changeRoutes = (
  matchers: string[],
  middleware: ReturnType<typeof onCartRoute>
) =>
  matchers.map((matcher) => ({
    matcher,
    methods: ["POST" as const, "DELETE" as const],
    middlewares: [middleware],
  }))

/** The routes with which the merchant adds to orders. */
const ORDER_ROUTES = [
  "/admin/orders",
  "/admin/draft-orders",
  "/admin/order-edits",
  "/admin/order-changes",
  "/admin/exchanges",
  "/admin/claims",
  "/admin/returns",
]

/**
 * Routes whose workflows have no hook after the change that tax depends on are
 * wrapped, so that their own answer shows the tax of the current cart or order.
 * Others are wrapped so that Kintsugi is asked while Medusa is still working.
 */
export default defineMiddlewares({
  routes: [
    ...kintsugiAdminRoutes,
    ...kintsugiStoreRoutes,
    ...["/store/carts", "/store/carts/*"].map((matcher) => ({
      matcher,
      methods: ["POST" as const, "DELETE" as const],
      middlewares: [identifyShopper],
    })),
    ...["/store/carts", "/store/carts/:id/customer"].map((matcher) => ({
      matcher,
      methods: ["POST" as const],
      middlewares: [recordSignedIn],
    })),
    ...ORDER_ROUTES.flatMap((route) => [route, `${route}/*`]).map(
      (matcher) => ({
        matcher,
        methods: ["POST" as const, "DELETE" as const],
        middlewares: [identifyMerchant],
      })
    ),
    ...changeRoutes(
      [
        "/store/carts/:id",
        "/store/carts/:id/line-items/:line_id",
        "/store/carts/:id/promotions",
        "/store/carts/:id/shipping-methods",
        "/store/carts/:id/customer",
      ],
      onCartRoute(restoreOnFailure)
    ),
    // Medusa does nothing where the cart already belongs to that customer.
    ...["/store/carts", "/store/carts/:id/customer"].map((matcher) => ({
      matcher,
      methods: ["POST" as const],
      middlewares: [onCartRoute(refreshTaxAfterChange)],
    })),
    {
      matcher: "/store/carts/:id",
      methods: ["POST"],
      middlewares: [onCartRoute(prefetchForNewAddress)],
    },
    {
      matcher: "/store/carts/:id/promotions",
      methods: ["POST", "DELETE"],
      middlewares: [onCartRoute(refreshTaxAfterPromotions)],
    },
    {
      matcher: "/store/carts/:id/taxes",
      methods: ["POST"],
      middlewares: [onCartRoute(refreshTaxAfterTaxes)],
    },
    {
      matcher: "/store/carts/:id/shipping-methods",
      methods: ["POST"],
      middlewares: [onCartRoute(prefetchForChosenShipping)],
    },
    {
      matcher: "/store/payment-collections/:id/payment-sessions",
      methods: ["POST"],
      middlewares: [onCartRoute(renewBeforePayment)],
    },
    {
      matcher: "/store/carts/:id/complete",
      methods: ["POST"],
      middlewares: [onCartRoute(prepareBeforeCompletion)],
    },
    ...["/admin/draft-orders", "/admin/draft-orders/:id"].map((matcher) => ({
      matcher,
      methods: ["POST" as const],
      middlewares: [onOrderRoute(refreshDraftTax)],
    })),
    ...changeRoutes(
      [
        "/admin/order-edits/*",
        "/admin/exchanges/*",
        "/admin/claims/*",
        "/admin/draft-orders/*",
        // Whether a change carries over the order's promotions.
        "/admin/order-changes/*",
      ],
      onOrderRoute(refreshOrderChangeTax)
    ),
  ],
})
