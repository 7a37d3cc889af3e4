import type { z } from "@medusajs/framework/zod"
import type { AlertKind } from "./alert-kinds"
import type { behaviorShape, optionsSchema } from "./schema"

/**
 * Says which order this one is a part of: by its id, or with `true` if that does
 * not matter. Anything falsy: it is an order of its own.
 *
 * @param order - as the plugin reads it: items, addresses, payments, metadata
 */
export type ParentOrderReader = (
  order: Record<string, unknown>
) => string | boolean | null | undefined

/**
 * The plugin's options. All of them are optional: without `apiKey` and
 * `organizationId` the store boots and charges tax at its own rates.
 */
export type KintsugiOptions = {
  /**
   * A client-scope Kintsugi API key, sent as `x-api-key`. A partner-scope key
   * does not work. Without a key, Kintsugi is not asked; see {@link onFailure}.
   */
  apiKey?: string

  /**
   * The Kintsugi organization whose registrations determine where tax is
   * charged, sent as `x-organization-id`, e.g. `orgn_argaLQwMy2fJc`.
   */
  organizationId?: string

  /**
   * The last day on which {@link apiKey} is valid, `YYYY-MM-DD`: Kintsugi does
   * not tell it. The merchant is notified two weeks before (`key_expiring`).
   * @default none
   */
  apiKeyExpiresOn?: string

  /**
   * The key that encrypts, at rest, the API key that is entered in the Admin:
   * at least 32 characters, e.g. from `openssl rand -base64 32`. In a list, the
   * first key encrypts and all of them decrypt; use a list to rotate the key.
   * @default a key derived from the store's `http.jwtSecret`, or from its
   * `http.cookieSecret` where `http.jwtSecret` is not a string
   */
  encryptionKey?: string | string[]

  /**
   * The base URL of Kintsugi's API. It must use https, except for loopback
   * addresses, since every request carries the key.
   * @default "https://api.trykintsugi.com"
   */
  baseUrl?: string

  /**
   * How long one attempt at a request may take, in ms, including the time to
   * connect.
   * @default 1500
   */
  timeoutMs?: number

  /**
   * How long a whole tax calculation may take, in ms, including all attempts
   * and the waits between them.
   *
   * Medusa holds the cart's lock during the calculation. Another request for
   * the same cart waits 2 s for that lock, and the lock itself lasts 10 s. With
   * 1.9 s, the calculation ends before the next request gives up, and the two
   * calculations that Medusa makes in a row (items, then shipping) stay well
   * within the 10 s.
   * @default 1900
   */
  deadlineMs?: number

  /**
   * How many more attempts follow a failed one, if the failure is retryable
   * (408, 429, 5xx, broken connections, timeouts) and the deadline allows.
   * @default 2
   */
  retries?: number

  /**
   * What a cart gets when Kintsugi can't answer, or is not configured.
   * - `"remember"`: line by line, what Kintsugi's earlier answers say, marked
   *   with `data.source: "remembered"`; where they say nothing, as
   *   `"fallback"`.
   * - `"fallback"`: the tax region's own rates in Medusa, marked with
   *   `data.source: "fallback"`; without such a rate, an error.
   * - `"throw"`: an error that a storefront can show.
   * - `"zero"`: no tax, marked with `data.source: "zero"`. The merchant then
   *   owes what was not collected.
   * @default "remember"
   */
  onFailure?: "remember" | "fallback" | "throw" | "zero"

  /** What the store keeps of Kintsugi's answers, for when it can't answer. */
  remember?: {
    /**
     * How long something is kept that no later answer confirms, in days.
     * @default 90
     */
    maxAgeDays?: number
    /**
     * How many rows are kept, each for a category in a postal code, or for the
     * rule of a tax. The least recently confirmed go first. 200,000 rows take
     * some 150 MB in the database.
     * @default 200000
     */
    maxRows?: number
  }

  /**
   * What a cart gets when Kintsugi says that its address is invalid.
   * - `"fallback"`: the tax region's own rates in Medusa, marked with
   *   `data.source: "fallback"`; without such a rate, an error.
   * - `"reject"`: an error that asks the shopper to check the address.
   * @default "fallback"
   */
  onInvalidAddress?: "fallback" | "reject"

  /**
   * What happens at completion when the cart's tax is no longer up to date and
   * the payment has already been authorized.
   * - `"refuse"`: an error that asks the shopper to review the new total.
   * - `"accept"`: the order is placed with the tax that was authorized, and
   *   carries `metadata.kintsugi_tax_due` with the tax that was due.
   *
   * Applies to the Store API's completion route only; an order that a payment
   * webhook completes always goes through.
   * @default "refuse"
   */
  onTaxChange?: "refuse" | "accept"

  /**
   * Whether exemptions, exempt customer groups and business tax ids also apply
   * to guests. Medusa attaches a customer to every cart that has the customer's
   * e-mail address, no matter who typed it. `false`: they apply only to carts
   * that the customer has used while signed in, and to what is created in the
   * Admin.
   * @default false
   */
  exemptGuests?: boolean

  /**
   * Whether Kintsugi validates a US shipping address before an order is placed.
   * - `"off"`: no.
   * - `"warn"`: yes; the order is placed in any case, and carries
   *   `metadata.kintsugi_address_status` if the address is not verified.
   * - `"reject"`: like `"warn"`, but an invalid address is refused with a
   *   message for the shopper, unless a payment has already been authorized.
   *
   * Applies to the Store API's completion route only. When Kintsugi can't
   * answer, the address is accepted.
   * @default "off"
   */
  validateAddress?: "off" | "warn" | "reject"

  /**
   * Whether carts that Kintsugi taxes are charged in whole units of the
   * currency. Each promotion's discounts are rounded together, half up, to the
   * currency's smallest unit. Where the currency has no decimals and Kintsugi
   * returns a fraction, the tax is rounded to whole units once per cart. Off:
   * discounts and totals keep Medusa's sub-cents, which a payment provider
   * rounds.
   * @default true
   */
  roundDiscounts?: boolean

  /**
   * Whether a line has one tax line for all of its jurisdictions, named after
   * all of them, instead of one for each. The tax is the same. The jurisdictions
   * are in `data.jurisdictions` then, from where the ledger, the tax report, the
   * Admin and `taxByJurisdiction` take them. Applies to tax that is calculated
   * from now on, also to carts that exist.
   * @default false
   */
  combineJurisdictions?: boolean

  /**
   * How many times per minute one client (by its IP address) may call
   * `POST /store/kintsugi/address-validation`, and as often
   * `POST /store/kintsugi/carts/:id/prefetch-tax`, on each instance of the store.
   * A storefront whose server makes the calls for all of its shoppers is one
   * client. All clients together may make 20 times as many calls.
   * @default 60
   */
  addressValidationsPerMinute?: number

  /**
   * Kintsugi's category for products that are classified neither in Medusa nor
   * at Kintsugi, as `GET /v1/products/categories` names it.
   * @default "Physical"
   */
  defaultCategory?: string

  /**
   * The subcategory that goes with {@link defaultCategory}.
   * @default "General Physical"
   */
  defaultSubcategory?: string

  /**
   * Kintsugi's category for shipping methods.
   * @default "Misc"
   */
  shippingCategory?: string

  /**
   * Kintsugi's subcategory for shipping methods: whether and how shipping is
   * taxed depends on when title passes to the buyer.
   * @default "Shipping - Title transfer at time of Sales"
   */
  shippingSubcategory?: string

  /**
   * What the merchant is notified of, once each, in the Admin's notifications and
   * by the event `kintsugi.alert.opened`. An empty list: nothing.
   * @default all of them
   */
  alerts?: AlertKind[]

  /** How sales and refunds are reported to Kintsugi. */
  sync?: {
    /**
     * Off: nothing is reported, and nothing is recorded to be reported later.
     * When it is on again, orders that were placed in the meantime are left
     * out, except those that were already reported in part. A backfill reports
     * the others.
     * @default true
     */
    enabled?: boolean
    /**
     * The time from which orders are reported automatically: a day (from
     * midnight UTC) or a moment, e.g. `"2026-01-01"`. An order that was placed
     * earlier is reported only if a backfill was requested, or if it has
     * already been reported in part.
     * @default the time when the store was first connected to Kintsugi
     */
    since?: string
    /**
     * When an order becomes a sale for Kintsugi.
     * - `"payment_captured"`: once captured payments, together with gift cards
     *   and other credit lines, cover it.
     * - `"order_placed"`: immediately, paid or not.
     * - `"fulfilled"`: once every item is fulfilled.
     * @default "payment_captured"
     */
    on?: "payment_captured" | "order_placed" | "fulfilled"
    /**
     * Whether a transaction's `total_amount` includes tax. Kintsugi's contract
     * and its samples disagree; the lines are net in both cases.
     * @default false
     */
    totalsIncludeTax?: boolean
    /**
     * How refunds are reported: as credit notes on the sale, or as sales with
     * negative amounts, for organizations where Kintsugi answers a credit note
     * with a 404.
     * @default "credit_note"
     */
    refundsAs?: "credit_note" | "negative_sale"
    /**
     * Whether orders that another tax provider (or none) taxed are also
     * reported, with the tax that was charged.
     * @default true
     */
    otherProviders?: boolean
    /**
     * How an order is recognized that is a part of another one, such as a
     * vendor's part of what a shopper bought on a marketplace: by a field of the
     * order with the id of the other one, as Query reads it (also over a link,
     * e.g. `"parent_order.id"`), or by a function that returns that id, or
     * `true`. Such an order is not reported on its own. `false`: no order is.
     * @default "metadata.parent_order_id"
     */
    parentOrder?: string | false | ParentOrderReader
    /**
     * The shop's time zone (an IANA name). It determines the day of a sale, and
     * so the period in which the sale is filed. A later change applies to new
     * sales only.
     * @default the time zone of the store's only stock location, if its address
     * determines one; otherwise UTC
     */
    timeZone?: string
    /**
     * The code (or else the label) of the refund reason that marks a refund of
     * tax only. Such a refund returns tax and no goods, and is marked at
     * Kintsugi as tax only (`POST /v1/transactions/{id}/tax_only`, which is in
     * Kintsugi's client libraries but not in its published contract).
     * @default none: no refund reason marks a refund of tax only
     */
    taxOnlyRefundReason?: string
  }

  /**
   * Which workflow hooks the plugin handles, and which of Medusa's routes it
   * wraps. Handlers of the store and of other plugins share these hooks, and run
   * after the plugin's. A store that wants to decide itself switches the plugin's
   * off here and calls the exported function from its own handler (see
   * `medusa-plugin-kintsugi/workflows`).
   */
  hooks?: {
    /**
     * `upsertTaxLinesWorkflow.hooks.setTaxLineContext` and
     * `updateTaxLinesWorkflow.hooks.setTaxLineContext` (carts). Off: Kintsugi
     * is asked about the changed lines only, without their discounts, and an
     * item's jurisdictions are combined into one tax line, since Medusa mangles
     * several.
     * @default true
     */
    cartTaxLines?: boolean
    /**
     * `refreshCartItemsWorkflow.hooks.beforeRefreshingPaymentCollection`. Off:
     * an item whose quantity changes keeps its old rate until the cart's taxes
     * are calculated.
     * @default true
     */
    cartRefresh?: boolean
    /**
     * `updateCartPromotionsWorkflow.hooks.setPromotionContext`. Off: Medusa
     * calculates promotions at the rates of the tax lines. Where several
     * promotions and the prices have mismatched tax-inclusivity and the
     * promotions together take off nearly everything, the last one may appear
     * and disappear with each refresh.
     * @default true
     */
    cartPromotions?: boolean
    /**
     * `updateOrderTaxLinesWorkflow.hooks.setTaxLineContext` (orders).
     * @default true
     */
    orderTaxLines?: boolean
    /**
     * The Store API's routes for creating a cart, promotions, `/taxes` and
     * `/complete`, whose workflows have no hook after the change. Off: the
     * cart's tax is refreshed only with the next change, and completion places
     * the order with the tax lines that the cart has, unless the store calls
     * `refreshCartTaxWorkflow` and `prepareCartForCompletion` itself.
     * @default true
     */
    cartRoutes?: boolean
    /**
     * The Admin API's routes for order edits, exchanges, claims and draft
     * orders. Off, or without {@link orderTaxLines}: an added item is taxed at
     * the rate of one unit, unless the store calls
     * `refreshOrderChangeTaxWorkflow`.
     * @default true
     */
    orderRoutes?: boolean
  }
}

/** {@link KintsugiOptions} with every default filled in. */
export type ResolvedKintsugiOptions = z.infer<typeof optionsSchema>

/** The options that an object that may be logged can hold: no credentials. */
export type KintsugiSettings = Omit<
  ResolvedKintsugiOptions,
  "apiKey" | "organizationId" | "encryptionKey"
>

/** The settings in the Admin; those without a default may be unset. */
export type Behavior = {
  [
    Name in Exclude<
      keyof typeof behaviorShape,
      "syncSince" | "syncTimeZone" | "apiKeyExpiresOn"
    >
  ]: z.infer<(typeof behaviorShape)[Name]>
} & { syncSince?: string; syncTimeZone?: string; apiKeyExpiresOn?: string }
